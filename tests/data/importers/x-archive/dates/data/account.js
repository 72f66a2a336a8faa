window.YTD.account.part0 = [
  {
    "account": {
      "username": "ilmari_grid",
      "accountId": "77",
      "accountDisplayName": "Ilmari Grid",
      "createdAt": "2011-01-01T00:00:00.000Z"
    }
  }
]
