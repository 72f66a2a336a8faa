window.YTD.tweets.part0 = [
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "2694463777797046272"
          ],
          "editableUntil": "2031-03-14T10:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": false
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.example\" rel=\"nofollow\">Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [
          {
            "name": "Kaisa",
            "screen_name": "kaisa_met",
            "indices": [
              "3",
              "13"
            ],
            "id_str": "9",
            "id": "9"
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "0",
        "151"
      ],
      "favorite_count": "0",
      "id_str": "2694463777797046272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694463777797046272",
      "created_at": "Fri Mar 14 09:00:00 +0000 2031",
      "favorited": false,
      "full_text": "RT @kaisa_met: wind and water and wind and water and wind and water and wind and water and wind and water and wind and water and wind and water and ic…",
      "lang": "en"
    }
  }
]
