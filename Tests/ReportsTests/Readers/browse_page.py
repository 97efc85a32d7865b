"""Opens a page in a headless Chromium, in both colour schemes, without a network.

usage: browse_page.py CHROMIUM [--keep FOLDER] PAGE

Prints JSON: for each scheme the console's messages, every URL that was requested, the size of the screenshot and the
lightness of its corner (0 black to 1 white); and the document as the browser understood it. `--keep` leaves the
screenshots in a folder. Standard library only.
"""
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import zlib

OWN = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync",
       "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
       "--disable-extensions", "--disable-dev-shm-usage",
       "--disable-features=OptimizationGuideModelDownloading,OptimizationHintsFetching,OptimizationHints,MediaRouter"]
# Asks its maker for models for pages in general, whatever page it shows.
OWN_HOSTS = ("https://optimizationguide-pa.googleapis.com/",)
# blink::mojom::PreferredColorScheme
SCHEMES = {"dark": 0, "light": 1}


def chromium(program, folder, *arguments):
    """Runs the browser; in a network namespace of its own, so that nothing it might try can leave the machine."""
    alone = ["unshare", "--net"] if os.geteuid() == 0 else []
    return subprocess.run(
        alone + [program, *OWN, f"--user-data-dir={folder}/profile", *arguments], capture_output=True, text=True,
        timeout=240, check=False)


def corner(path):
    """Size and first pixel of a PNG with 8 bits a channel."""
    data = open(path, "rb").read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert depth == 8 and kind in (2, 6)
    offset, packed = 8, b""
    while offset < len(data):
        length, name = struct.unpack(">I4s", data[offset:offset + 8])
        if name == b"IDAT":
            packed += data[offset + 8:offset + 8 + length]
        offset += length + 12
    # The first pixel of the first line is itself under every PNG filter.
    red, green, blue = zlib.decompressobj().decompress(packed, 64)[1:4]
    return [width, height], (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


program, page = sys.argv[1], os.path.abspath(sys.argv[-1])
keep = sys.argv[sys.argv.index("--keep") + 1] if "--keep" in sys.argv else None
answer = {}
for scheme, number in SCHEMES.items():
    with tempfile.TemporaryDirectory() as folder:
        picture = os.path.join(keep or folder, f"{scheme}.png")
        log = f"{folder}/net.json"
        done = chromium(
            program, folder, f"--blink-settings=preferredColorScheme={number}", f"--screenshot={picture}",
            "--window-size=1280,2400", f"--log-net-log={log}", "--net-log-capture-mode=Everything",
            "--enable-logging=stderr", f"file://{page}")
        if not os.path.exists(picture):
            sys.exit(f"no screenshot: {done.stderr[-2000:]}")
        size, lightness = corner(picture)
        # Only the events' parameters: the log's own constants hold no requests. It may end in the middle.
        urls = set(re.findall(r'"url":"([^"]+)"', open(log, encoding="utf-8").read()))
        # The browser's own queries for updates and the time, which none of its options switches off, are signed so.
        urls = {url for url in urls if "cup2key=" not in url and not url.startswith(OWN_HOSTS)}
        answer[scheme] = {
            "console": [line for line in done.stderr.splitlines() if "CONSOLE" in line],
            "urls": sorted(urls), "size": size, "lightness": lightness,
        }
with tempfile.TemporaryDirectory() as folder:
    answer["document"] = chromium(program, folder, "--dump-dom", f"file://{page}").stdout
print(json.dumps(answer))
