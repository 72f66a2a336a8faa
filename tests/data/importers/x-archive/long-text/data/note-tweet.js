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
  },
  {
    "noteTweet": {
      "noteTweetId": "1",
      "createdAt": "2031-03-14T09:00:02.000Z",
      "updatedAt": "2031-03-14T09:00:02.000Z",
      "lifecycle": {
        "value": "2",
        "name": "Active",
        "originalName": "Active",
        "annotations": {}
      },
      "core": {
        "styletags": [],
        "text": "1/ The grid & its guards: https://t.co/cccccccccc with @kaisa_met 🌬️ what the wind took in the night, the crews put back by noon. what the wind took in the night, the crews put back by noon. what the wind took in the night, the crews put back by noon. what the wind took in the night, the crews put back by noon. what the wind took in the night, the crews put back by noon. what the wind took in the night, the crews put back by noon. End https://t.co/dddddddddd",
        "urls": [
          {
            "shortUrl": "https://t.co/cccccccccc",
            "expandedUrl": "https://grid.example/a",
            "displayUrl": "grid.example/a",
            "fromIndex": "26",
            "toIndex": "49"
          },
          {
            "shortUrl": "https://t.co/dddddddddd",
            "expandedUrl": "https://grid.example/end",
            "displayUrl": "grid.example/end",
            "fromIndex": "439",
            "toIndex": "462"
          }
        ],
        "mentions": [
          {
            "screenName": "kaisa_met",
            "fromIndex": "55",
            "toIndex": "65"
          }
        ],
        "hashtags": [],
        "cashtags": []
      }
    }
  }
]
