import sys
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import pytest
from PIL import Image

from deckard.errors import ConfigError, MissingExtra
from deckard.view.run.film import captioned, check_film, film

PICTURE = np.full((30, 40, 3), 200, np.uint8)


def test_a_film_has_every_picture_and_lingers_on_the_last():
    pictures = [(PICTURE * np.uint8(k), f"doing {k}", {"log": k + 1}) for k in range(3)]
    gif = Image.open(BytesIO(film(pictures)))
    assert gif.format == "GIF"
    assert gif.n_frames == 3
    assert gif.info["duration"] == 80
    gif.seek(2)
    assert gif.info["duration"] == 2000


def test_a_caption_stands_below_the_enlarged_picture():
    image = np.asarray(captioned(PICTURE, "collect log", {}))
    assert image.shape[1] == 480
    assert (image[:360] == 200).all()
    assert image[360:].max() > 200


def test_a_long_inventory_is_cut_to_the_width():
    short = captioned(PICTURE, "x", {"a": 1})
    long = captioned(PICTURE, "x", {f"item_{k}": k + 1 for k in range(200)})
    assert long.size == short.size
    assert np.asarray(long)[360:, -2:].max() == 0


def test_every_line_of_what_is_done_has_its_place():
    one, two = captioned(PICTURE, "a", {}), captioned(PICTURE, "a\nb", {})
    assert two.height - one.height == 16


def test_an_mp4_shows_every_picture_and_lingers_on_the_last():
    ffmpeg = pytest.importorskip("imageio_ffmpeg", reason="the extra mp4 is not installed")
    pictures = [(PICTURE, f"doing {k}", {}) for k in range(5)]
    content = film(iter(pictures), ".mp4")
    assert content[4:8] == b"ftyp"
    with NamedTemporaryFile(suffix=".mp4") as file:
        file.write(content)
        file.flush()
        assert ffmpeg.count_frames_and_secs(file.name) == (30, pytest.approx(2.4))


def test_an_mp4_without_its_package_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(MissingExtra, match=r"deckard-awm\[mp4\]"):
        check_film(Path("film.mp4"))


def test_a_film_of_another_kind_is_refused():
    with pytest.raises(ConfigError, match=r"neither a .gif nor an .mp4"):
        check_film(Path("film.avi"))
