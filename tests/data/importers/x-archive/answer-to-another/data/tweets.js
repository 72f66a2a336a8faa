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
              "0",
              "10"
            ],
            "id_str": "9",
            "id": "9"
          },
          {
            "name": "Op",
            "screen_name": "grid_op",
            "indices": [
              "11",
              "19"
            ],
            "id_str": "9",
            "id": "9"
          },
          {
            "name": "Kaisa",
            "screen_name": "Kaisa_Met",
            "indices": [
              "44",
              "54"
            ],
            "id_str": "9"
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "20",
        "64"
      ],
      "favorite_count": "0",
      "id_str": "2694463777797046272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694463777797046272",
      "created_at": "Fri Mar 14 09:00:00 +0000 2031",
      "favorited": false,
      "full_text": "@kaisa_met @grid_op The dam &amp; the weir: @kaisa_met is right",
      "lang": "en",
      "in_reply_to_status_id_str": "1640000000000000003",
      "in_reply_to_user_id_str": "9",
      "in_reply_to_screen_name": "kaisa_met"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "2694464029455286272"
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
            "name": "Ilmari",
            "screen_name": "ilmari_grid",
            "indices": [
              "0",
              "12"
            ],
            "id_str": "9",
            "id": "9"
          }
        ],
        "urls": []
      },
      "display_text_range": [
        "13",
        "21"
      ],
      "favorite_count": "0",
      "id_str": "2694464029455286272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694464029455286272",
      "created_at": "Fri Mar 14 09:01:00 +0000 2031",
      "favorited": false,
      "full_text": "@ilmari_grid and more",
      "lang": "en",
      "in_reply_to_status_id_str": "2694463777797046272",
      "in_reply_to_user_id_str": "77",
      "in_reply_to_screen_name": "ilmari_grid"
    }
  }
]
