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
        "urls": []
      },
      "display_text_range": [
        "0",
        "57"
      ],
      "favorite_count": "0",
      "id_str": "2694463777797046272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694463777797046272",
      "created_at": "Fri Mar 14 09:00:00 +0000 2031",
      "favorited": false,
      "full_text": "write &amp;lt; for &lt;, R&amp;D &quot;so&quot; &amp;#39;",
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
        "urls": []
      },
      "display_text_range": [
        "0",
        "8"
      ],
      "favorite_count": "0",
      "id_str": "2694464029455286272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694464029455286272",
      "created_at": "Fri Mar 14 09:01:00 +0000 2031",
      "favorited": false,
      "full_text": "5 &gt; 3",
      "lang": "en",
      "in_reply_to_status_id_str": "2694463777797046272",
      "in_reply_to_user_id_str": "77",
      "in_reply_to_screen_name": "ilmari_grid"
    }
  }
];
