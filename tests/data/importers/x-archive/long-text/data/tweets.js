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
              "59",
              "69"
            ],
            "id_str": "9",
            "id": "9"
          }
        ],
        "urls": [
          {
            "url": "https://t.co/cccccccccc",
            "expanded_url": "https://grid.example/a",
            "display_url": "grid.example/a",
            "indices": [
              "30",
              "53"
            ]
          },
          {
            "url": "https://t.co/eeeeeeeeee",
            "expanded_url": "https://x.com/i/web/status/2694463777797046272",
            "display_url": "x.com/i/web/status/269",
            "indices": [
              "276",
              "299"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "299"
      ],
      "favorite_count": "0",
      "id_str": "2694463777797046272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694463777797046272",
      "created_at": "Fri Mar 14 09:00:00 +0000 2031",
      "favorited": false,
      "full_text": "1/ The grid &amp; its guards: https://t.co/cccccccccc with @kaisa_met 🌬️ what the wind took in the night, the crews put back by noon. what the wind took in the night, the crews put back by noon. what the wind took in the night, the crews put back by noon. what the wind took… https://t.co/eeeeeeeeee",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "2694463781991350273"
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
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "9"
      ],
      "favorite_count": "0",
      "id_str": "2694463781991350273",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694463781991350273",
      "created_at": "Fri Mar 14 09:00:01 +0000 2031",
      "favorited": false,
      "full_text": "2/ Short…",
      "lang": "en",
      "in_reply_to_status_id_str": "2694463777797046272",
      "in_reply_to_user_id_str": "77",
      "in_reply_to_screen_name": "ilmari_grid"
    }
  }
]
