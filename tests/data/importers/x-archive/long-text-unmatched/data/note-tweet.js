window.YTD.note_tweet.part0 = [
  {
    "noteTweet": {
      "noteTweetId": "2",
      "createdAt": "2031-03-14T09:00:01.000Z",
      "core": {
        "text": "1/ The grid of another day",
        "urls": [],
        "mentions": []
      }
    }
  }
]
