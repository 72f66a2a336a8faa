"""Times and memory of listing an archive of X of 100,000 posts, as a folder and as a zip, and of reading one thread.

Run it from the root of the repository: `python benchmarks/importers.py [MEGABYTES]`. With a number, it also reads a
tweets.js of that size.
"""

import json
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from threadbrief.importers.inputs.open import open_source
from threadbrief.importers.model import Selection
from threadbrief.importers.platforms.x_archive import READER

POSTS = 100_000
THREAD = 8
"""Every fourth post begins a thread of this length."""
TEXT = "Grid operators &amp; storm readiness 🌬️ 电网: what the report says, and what it leaves out https://t.co/abcdefghij "


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "archive" / "data"
        data.mkdir(parents=True)
        account = [
            {"account": {"username": "ilmari", "accountId": "77", "accountDisplayName": "Ilmari"}}
        ]
        (data / "account.js").write_text("window.YTD.account.part0 = " + json.dumps(account))
        write(data / "tweets.js", posts(POSTS))
        measure(
            "folder, list", lambda: len(list(READER.list_threads(open_source(data.parent), Selection())))
        )
        packed = Path(folder) / "archive.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in data.iterdir():
                archive.write(file, f"data/{file.name}")
        measure("zip, list", lambda: len(list(READER.list_threads(open_source(packed), Selection()))))
        first = next(iter(READER.list_threads(open_source(packed), Selection()))).id
        measure(
            "zip, read one",
            lambda: len(READER.read(open_source(packed), Selection(select=first)).posts),
        )
        if len(sys.argv) > 1:
            large(data, int(sys.argv[1]))


def large(data: Path, megabytes: int) -> None:
    one = len(json.dumps(post(1, None), indent=2)) + 2
    write(data / "tweets.js", posts((megabytes << 20) // one))
    print(f"{(data / 'tweets.js').stat().st_size >> 20:,} MiB")
    measure("large, list", lambda: len(list(READER.list_threads(open_source(data.parent), Selection()))))
    first = next(iter(READER.list_threads(open_source(data.parent), Selection()))).id
    measure(
        "large, read one",
        lambda: len(READER.read(open_source(data.parent), Selection(select=first)).posts),
    )


def measure(what: str, work: object) -> None:
    start = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:16} {found:>8,}  {seconds:6.2f} s  peak {peak:,.0f} MiB")


def posts(count: int) -> Iterator[dict]:
    """Yield posts, the newest first, as X writes them; half of them stand in threads."""
    for index in range(count, 0, -1):
        place = index % (2 * THREAD)
        yield post(index, index - 1 if 1 < place <= THREAD else None)


def post(index: int, parent: int | None) -> dict:
    key = str((1 << 60) + (index << 30))
    answer = str((1 << 60) + (parent << 30)) if parent else None
    tweet = {
        "edit_info": {
            "initial": {"editTweetIds": [key], "editsRemaining": "5", "isEditEligible": False}
        },
        "retweeted": False,
        "source": '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
        "entities": {
            "hashtags": [],
            "symbols": [],
            "user_mentions": [],
            "urls": [
                {
                    "url": "https://t.co/abcdefghij",
                    "expanded_url": f"https://example.org/reports/{index}",
                    "display_url": "example.org/reports/…",
                    "indices": ["86", "109"],
                }
            ],
        },
        "display_text_range": ["0", "109"],
        "favorite_count": "1",
        "id_str": key,
        "id": key,
        "truncated": False,
        "created_at": "Sat Feb 18 12:33:11 +0000 2023",
        "full_text": f"{index} {TEXT}",
        "lang": "en",
    }
    if answer:
        tweet |= {"in_reply_to_status_id_str": answer, "in_reply_to_user_id_str": "77"}
    return {"tweet": tweet}


def write(path: Path, entries: Iterator[dict]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("window.YTD.tweets.part0 = [")
        for index, entry in enumerate(entries):
            file.write((",\n" if index else "\n") + json.dumps(entry, indent=2, ensure_ascii=False))
        file.write("\n]")


if __name__ == "__main__":
    main()
