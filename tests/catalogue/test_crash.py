"""The promise of the store, held against a process that dies in the middle of it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from fakes import CountingEncoder, csv_feed, picture, shade, solid, write_folder
from pointsay.catalogue import Catalogue, ingest

COUNT = 320
TESTS = Path(__file__).resolve().parents[1]
CHILD = f"""
import sys, time
sys.path.insert(0, {str(TESTS)!r})
from pathlib import Path
from fakes import ColourEncoder
from pointsay.catalogue import Catalogue, ingest

class Slow(ColourEncoder):
    calls = 0

    def encode_images(self, images):
        Slow.calls += bool(images)
        # Six batches, then a standstill: however late the signal comes, there is work left.
        time.sleep(0.02 if Slow.calls <= 6 else 10)
        return super().encode_images(images)

catalogue = Catalogue(Path(sys.argv[1]), Slow(), create=True)
ingest(catalogue, Path(sys.argv[2]), progress=lambda done, total: print(done, flush=True))
print("end", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_while_indexing_it_is_whole_and_a_second_run_completes_it(tmp_path: Path) -> None:
    rows = [{"id": f"p{at:03}", "title": f"Thing {at}", "n": at} for at in range(COUNT)]
    files = {f"p{at:03}.png": picture(shade(at), (8, 8)) for at in range(COUNT)}
    source = write_folder(tmp_path / "shop", {**files, "products.csv": csv_feed(rows)})
    folder = tmp_path / "catalogue"
    encoder = CountingEncoder()
    truth = encoder.encode_images([solid(shade(at), (8, 8)) for at in range(COUNT)])
    acknowledged = 0
    for after_s in (0.0, 0.011, 0.023):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(folder), str(source)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        for _ in range(4):
            said = child.stdout.readline().strip()
        time.sleep(after_s)
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read().split()
        child.stdout.close()
        assert child.wait() == -signal.SIGKILL
        assert "end" not in rest
        acknowledged = max([acknowledged, int(said), *(int(one) for one in rest if one.isdigit())])
        with Catalogue(folder, encoder) as catalogue:
            gallery = catalogue.gallery()
            found, total = catalogue.browse((), 0, COUNT)
            assert total == len(gallery.rows) >= acknowledged
            for product, vector in zip(found, gallery.index.vectors(np.arange(total)), strict=True):
                number = int(product.id[1:])
                assert product.title == f"Thing {number}"
                assert product.attributes == {"n": float(number)}
                np.testing.assert_allclose(vector, truth[number], atol=1e-6)
    assert 0 < acknowledged < COUNT
    with Catalogue(folder, encoder) as catalogue:
        kept, encoder.pictures = len(catalogue), 0
        report = ingest(catalogue, source)
        assert (report.added, report.unchanged, report.problems) == (COUNT - kept, kept, [])
        assert encoder.pictures == COUNT - kept
        assert len(catalogue) == COUNT
