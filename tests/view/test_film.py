from io import BytesIO

import numpy as np
from PIL import Image

from deckard.view.film import captioned, film

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
