window.YTD.screen_name_change.part0 = [
  {
    "screenNameChange": {
      "accountId": "77",
      "screenNameChange": {
        "changedAt": "2031-03-14T10:00:00.000Z",
        "changedFrom": "frost_grid",
        "changedTo": "ilmari_grid"
      }
    }
  }
]
