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
        "urls": [],
        "media": [
          {
            "type": "photo",
            "url": "https://t.co/iiiiiiiiii",
            "indices": [
              "30",
              "53"
            ],
            "media_url_https": "https://pbs.example/media/Fa.jpg",
            "expanded_url": "https://x.com/ilmari_grid/status/2694463777797046272/photo/1",
            "id_str": "5"
          }
        ]
      },
      "display_text_range": [
        "0",
        "53"
      ],
      "favorite_count": "0",
      "id_str": "2694463777797046272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694463777797046272",
      "created_at": "Fri Mar 14 09:00:00 +0000 2031",
      "favorited": false,
      "full_text": "Three pictures &amp; a film 📷 https://t.co/iiiiiiiiii",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "type": "photo",
            "url": "https://t.co/iiiiiiiiii",
            "indices": [
              "30",
              "53"
            ],
            "media_url_https": "https://pbs.example/media/Fa.jpg",
            "expanded_url": "https://x.com/ilmari_grid/status/2694463777797046272/photo/1",
            "id_str": "5"
          },
          {
            "type": "photo",
            "url": "https://t.co/iiiiiiiiii",
            "indices": [
              "30",
              "53"
            ],
            "media_url_https": "https://pbs.example/media/Fb.png",
            "expanded_url": "https://x.com/ilmari_grid/status/2694463777797046272/photo/1",
            "id_str": "5"
          },
          {
            "type": "video",
            "url": "https://t.co/iiiiiiiiii",
            "indices": [
              "30",
              "53"
            ],
            "media_url_https": "https://pbs.example/thumb/Fc.jpg",
            "expanded_url": "https://x.com/ilmari_grid/status/2694463777797046272/photo/1",
            "id_str": "5",
            "video_info": {
              "variants": [
                {
                  "content_type": "application/x-mpegURL",
                  "url": "https://v.example/Fc.m3u8"
                },
                {
                  "bitrate": "256000",
                  "content_type": "video/mp4",
                  "url": "https://v.example/low.mp4?tag=1"
                },
                {
                  "bitrate": "2176000",
                  "content_type": "video/mp4",
                  "url": "https://v.example/high.mp4?tag=1"
                }
              ]
            }
          },
          {
            "type": "animated_gif",
            "url": "https://t.co/iiiiiiiiii",
            "indices": [
              "30",
              "53"
            ],
            "media_url_https": "https://pbs.example/thumb/Fd.jpg",
            "expanded_url": "https://x.com/ilmari_grid/status/2694463777797046272/photo/1",
            "id_str": "5"
          }
        ]
      }
    }
  }
]
