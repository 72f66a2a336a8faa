window.YTD.tweets.part0 = [
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
            "name": "Kaisa 冯",
            "screen_name": "kaisa_met",
            "indices": [
              "19",
              "29"
            ],
            "id_str": "9",
            "id": "9"
          }
        ],
        "urls": [
          {
            "url": "https://t.co/bbbbbbbbbb",
            "expanded_url": "https://冰.example/é",
            "display_url": "冰.example/é",
            "indices": [
              "35",
              "58"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "65"
      ],
      "favorite_count": "0",
      "id_str": "2694464029455286272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694464029455286272",
      "created_at": "Fri Mar 14 09:01:00 +0000 2031",
      "favorited": false,
      "full_text": "电网 &amp; été 👩‍🚒 @kaisa_met then https://t.co/bbbbbbbbbb, so on",
      "lang": "en",
      "in_reply_to_status_id_str": "2694463777797046272",
      "in_reply_to_user_id_str": "77",
      "in_reply_to_screen_name": "ilmari_grid"
    }
  },
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
            "name": "Kaisa 冯",
            "screen_name": "kaisa_met",
            "indices": [
              "61",
              "71"
            ],
            "id_str": "9",
            "id": "9"
          }
        ],
        "urls": [
          {
            "url": "https://t.co/aaaaaaaaaa",
            "expanded_url": "https://ice.example/report?a=1&b=2",
            "display_url": "ice.example/report?a=1",
            "indices": [
              "32",
              "55"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "71"
      ],
      "favorite_count": "0",
      "id_str": "2694463777797046272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694463777797046272",
      "created_at": "Fri Mar 14 09:00:00 +0000 2031",
      "favorited": false,
      "full_text": "🌬️🇫🇮 Storm &amp; &lt;ice&gt; at https://t.co/aaaaaaaaaa says @kaisa_met",
      "lang": "en"
    }
  }
]
