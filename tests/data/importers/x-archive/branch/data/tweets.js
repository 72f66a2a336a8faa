window.YTD.tweets.part0 = [
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "2694841265157046272"
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
        "18"
      ],
      "favorite_count": "0",
      "id_str": "2694841265157046272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694841265157046272",
      "created_at": "Sat Mar 15 10:00:00 +0000 2031",
      "favorited": false,
      "full_text": "P.S. the day after",
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
            "2694464155284406272"
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
        "22"
      ],
      "favorite_count": "0",
      "id_str": "2694464155284406272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694464155284406272",
      "created_at": "Fri Mar 14 09:01:30 +0000 2031",
      "favorited": false,
      "full_text": "a remark on the second",
      "lang": "en",
      "in_reply_to_status_id_str": "2694464029455286272",
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
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "7"
      ],
      "favorite_count": "0",
      "id_str": "2694463777797046272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694463777797046272",
      "created_at": "Fri Mar 14 09:00:00 +0000 2031",
      "favorited": false,
      "full_text": "1/ root",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "2694464784430006272"
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
      "id_str": "2694464784430006272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694464784430006272",
      "created_at": "Fri Mar 14 09:04:00 +0000 2031",
      "favorited": false,
      "full_text": "4/ fourth",
      "lang": "en",
      "in_reply_to_status_id_str": "2694464281113526272",
      "in_reply_to_user_id_str": "77",
      "in_reply_to_screen_name": "ilmari_grid"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "2694464281113526272"
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
      "id_str": "2694464281113526272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694464281113526272",
      "created_at": "Fri Mar 14 09:02:00 +0000 2031",
      "favorited": false,
      "full_text": "3/ third",
      "lang": "en",
      "in_reply_to_status_id_str": "2694464029455286272",
      "in_reply_to_user_id_str": "77",
      "in_reply_to_screen_name": "ilmari_grid"
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
        "9"
      ],
      "favorite_count": "0",
      "id_str": "2694464029455286272",
      "truncated": false,
      "retweet_count": "0",
      "id": "2694464029455286272",
      "created_at": "Fri Mar 14 09:01:00 +0000 2031",
      "favorited": false,
      "full_text": "2/ second",
      "lang": "en",
      "in_reply_to_status_id_str": "2694463777797046272",
      "in_reply_to_user_id_str": "77",
      "in_reply_to_screen_name": "ilmari_grid"
    }
  }
]
