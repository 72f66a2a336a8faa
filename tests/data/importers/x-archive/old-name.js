window.YTD.tweet.part0 = [
 {
  "tweet": {
   "retweeted": false,
   "source": "<a href=\"https://mobile.example\" rel=\"nofollow\">Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": [
     {
      "url": "https://t.co/jjjjjjjjjj",
      "expanded_url": "https://old.example/",
      "display_url": "old.example/",
      "indices": [
       "13",
       "36"
      ]
     }
    ]
   },
   "display_text_range": [
    "0",
    "36"
   ],
   "favorite_count": "0",
   "id_str": "2694463777797046272",
   "truncated": false,
   "retweet_count": "0",
   "id": "2694463777797046272",
   "created_at": "Fri Mar 14 09:00:00 +0000 2031",
   "favorited": false,
   "full_text": "Old times 🕰️ https://t.co/jjjjjjjjjj",
   "lang": "en"
  }
 },
 {
  "tweet": {
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
    "5"
   ],
   "favorite_count": "0",
   "id_str": "2694464029455286272",
   "truncated": false,
   "retweet_count": "0",
   "id": "2694464029455286272",
   "created_at": "Fri Mar 14 09:01:00 +0000 2031",
   "favorited": false,
   "full_text": "go on",
   "lang": "en",
   "in_reply_to_status_id_str": "2694463777797046272",
   "in_reply_to_user_id_str": "77",
   "in_reply_to_screen_name": "ilmari_grid"
  }
 }
]
