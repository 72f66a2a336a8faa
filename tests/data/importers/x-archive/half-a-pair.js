window.YTD.tweets.part0 = [{"tweet": {"id_str": "2694463777797046272", "created_at": "Fri Mar 14 09:00:00 +0000 2031", "full_text": "cut \ud83d here, whole \ud83c\udf2c there", "entities": {}}}]
