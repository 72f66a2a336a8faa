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
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/ffffffffff",
            "expanded_url": "https://twitter.com/kaisa_met/status/1640000000000000001",
            "display_url": "twitter.com/kaisa_met/",
            "indices": [
              "10",
              "33"
            ]
          }
        ]
      },
      "display_text_range": [
        "0",
        "33"
      ],
      "favorite_count": "0",
      "id_str": "2694463777797046272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694463777797046272",
      "created_at": "Fri Mar 14 09:00:00 +0000 2031",
      "favorited": false,
      "full_text": "Read this https://t.co/ffffffffff",
      "lang": "en"
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
        "user_mentions": [],
        "urls": [
          {
            "url": "https://t.co/gggggggggg",
            "expanded_url": "https://twitter.com/kaisa_met/status/1640000000000000002",
            "display_url": "twitter.com/kaisa_met/",
            "indices": [
              "3",
              "26"
            ]
          }
        ],
        "media": [
          {
            "type": "photo",
            "url": "https://t.co/hhhhhhhhhh",
            "indices": [
              "46",
              "69"
            ],
            "media_url_https": "https://pbs.example/media/Fp1.jpg",
            "expanded_url": "https://x.com/ilmari_grid/status/2694464029455286272/photo/1",
            "id_str": "5"
          }
        ]
      },
      "display_text_range": [
        "0",
        "69"
      ],
      "favorite_count": "0",
      "id_str": "2694464029455286272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694464029455286272",
      "created_at": "Fri Mar 14 09:01:00 +0000 2031",
      "favorited": false,
      "full_text": "As https://t.co/gggggggggg said, and my photo https://t.co/hhhhhhhhhh",
      "lang": "en",
      "in_reply_to_status_id_str": "2694463777797046272",
      "in_reply_to_user_id_str": "77",
      "in_reply_to_screen_name": "ilmari_grid",
      "extended_entities": {
        "media": [
          {
            "type": "photo",
            "url": "https://t.co/hhhhhhhhhh",
            "indices": [
              "46",
              "69"
            ],
            "media_url_https": "https://pbs.example/media/Fp1.jpg",
            "expanded_url": "https://x.com/ilmari_grid/status/2694464029455286272/photo/1",
            "id_str": "5"
          }
        ]
      }
    }
  }
]
