"""The report in a real browser: headless Chromium, from disk, with the network cut."""

import pytest

from deckard.config import RunConfig
from deckard.journal.events import Refuted, Verified
from deckard.types import Recipe
from deckard.view.report import load_report, page
from deckard.view.sanitize import visible_text
from tests.browser import browser, needs_browser, webdriver
from tests.view.examples import ENTRIES, FURNACE, dreamed, pursued
from tests.view.grown import game_recipes, grown, made_up_recipes, written
from tests.view.report.test_report import NASTY, nasty_entries

pytestmark = needs_browser
DIRT = Recipe(item="furnace", how="craft", ingredients={"dirt": 8})
CORRECTED = [
    (dreamed(DIRT),),
    (pursued(DIRT), Refuted(recipe=DIRT, reason="it gave none")),
    (pursued(FURNACE), Verified(recipe=FURNACE, corrects=(DIRT,))),
]
IN_SIGHT = """
const frame = document.getElementById('frame').getBoundingClientRect();
const boxes = [...document.querySelectorAll('#picture [data-i]')].filter((box) =>
  arguments[0] === 'all' || box.classList.contains(arguments[0]));
if (!boxes.length) return ['nothing'];
return boxes.filter((box) => {
  const r = box.querySelector('.box').getBoundingClientRect();
  return r.left < frame.left - 1 || r.right > frame.right + 1 || r.top < frame.top - 1
    || r.bottom > frame.bottom + 1;
}).map((box) => box.querySelector('title').textContent);
"""
"""The items, all or those of a class, that are not in sight."""
CROSSED = """
const boxes = [...document.querySelectorAll('#picture .box')].map((b) => b.getBoundingClientRect());
return [...document.querySelectorAll('#picture .edge:not(.hidden) .line')].filter((line) => {
  const toScreen = line.getScreenCTM(), length = line.getTotalLength();
  for (let s = 4; s < length - 8; s += 4) {
    const { x, y } = line.getPointAtLength(s).matrixTransform(toScreen);
    const within = (b) => x > b.left + 2 && x < b.right - 2 && y > b.top + 2 && y < b.bottom - 2;
    if (boxes.some(within)) return true;
  }
  return false;
}).map((line) => line.getAttribute('d'));
"""
"""The lines that pass through a box."""
OVERPRINTED = """
const words = [...document.querySelectorAll('#picture .edge:not(.hidden) .count')]
  .filter((count) => count.textContent).map((count) => count.getBoundingClientRect());
return words.filter((a, i) => words.some((b, k) => k > i && a.left < b.right - 1
  && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3));
"""
"""The numbers beside lines that touch another."""


class Page:
    """A report that is open in a browser."""

    def __init__(self, driver, path):
        self.driver = driver
        driver.get_log("browser")
        driver.get(path.as_uri())
        assert self.run("return document.documentElement.dataset.ready") == "yes"

    def run(self, script, *values):
        return self.driver.execute_script(script, *values)

    def press(self, *keys):
        chain = webdriver.ActionChains(self.driver)
        chain.send_keys(*keys).perform()

    def click(self, element_id):
        self.driver.find_element("id", element_id).click()

    def text(self, element_id):
        return self.run("return document.getElementById(arguments[0]).textContent", element_id)

    def states(self):
        """The state of every item that is drawn."""
        return self.run(
            "return Object.fromEntries([...document.querySelectorAll('#picture [data-i]')].map("
            "(box) => [box.querySelector('title').textContent, box.getAttribute('class')]))"
        )

    def of(self, state):
        return {item for item, classes in self.states().items() if state in classes.split()}

    def edges(self):
        """The classes of all edges that are seen."""
        return self.run(
            "return [...document.querySelectorAll('#picture .edge:not(.hidden)')]"
            ".map((edge) => edge.getAttribute('class'))"
        )

    def focused(self):
        """The item that has the focus."""
        return self.run("return document.activeElement.querySelector('title')?.textContent")

    def complaints(self):
        return [line for line in self.driver.get_log("browser") if line["level"] != "INFO"]


@pytest.fixture(scope="module")
def driver():
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Write the report of a journal, each once."""
    made = {}

    def report(name, entries, target):
        if name not in made:
            folder = tmp_path_factory.mktemp(name)
            told = load_report(
                written(
                    folder, entries() if callable(entries) else entries, RunConfig(target=target)
                )
            )
            made[name] = folder / "report.html"
            made[name].write_bytes(page(told).encode("utf-8", "replace"))
        return made[name]

    return report


@pytest.fixture
def small(driver, reports):
    yield (opened := Page(driver, reports("small", ENTRIES, "furnace")))
    assert opened.complaints() == []


@pytest.fixture
def game(driver, reports):
    entries = lambda: grown(game_recipes())  # noqa: E731
    yield (opened := Page(driver, reports("game", entries, "iron_pickaxe")))
    assert opened.complaints() == []


def test_it_opens_with_the_way_to_the_target_and_asks_for_no_other_file(game):
    assert "iron_pickaxe" in game.states()
    assert len(game.states()) < 60
    assert "The way to iron_pickaxe" in game.text("folded")
    assert game.run("return performance.getEntriesByType('resource').length") == 0


def test_the_whole_graph_is_one_click_away_and_says_which_edges_are_folded(game):
    game.click("to-whole")
    assert len(game.states()) > 350
    assert "Edges folded" in game.text("folded")
    assert "crafting_table" in game.text("folded")


def test_no_two_items_of_the_whole_graph_overlap(game):
    game.click("to-whole")
    overlaps = game.run(
        "const boxes = [...document.querySelectorAll('#picture .box')].map((b) => "
        "b.getBoundingClientRect());"
        "return boxes.filter((a, i) => boxes.some((b, k) => k > i && a.left < b.right && "
        "b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length"
    )
    assert overlaps == 0


def test_an_item_is_found_by_a_part_of_its_name_and_tells_why(game):
    game.click("search")
    game.press("crafting tab", webdriver.Keys.ENTER)
    assert game.run("return document.querySelector('#detail h2').textContent") == "crafting_table"
    assert not game.run("return document.getElementById('why').open")
    game.press("w")
    assert game.run("return document.getElementById('why').open")
    assert "craft crafting_table from 4 planks" in game.text("why")
    assert "dreamed by language-model-1" in game.text("why")
    assert "env step" in game.text("why")


def test_the_graph_folds_to_what_an_item_needs_and_to_what_it_leads_to(small):
    small.click("to-whole")
    small.click("search")
    small.press("planks", webdriver.Keys.ENTER, "a")
    assert set(small.states()) == {"log", "planks"}
    small.press("d")
    assert set(small.states()) == {"planks", "crafting_table", "furnace"}
    small.click("to-target")
    assert set(small.states()) == {"cobblestone", "log", "planks", "crafting_table", "furnace"}


def test_the_time_slider_replays_growth_and_corrections(small):
    assert small.of("corrected") == {"planks", "crafting_table"}
    assert small.of("refuted") == {"cobblestone"}
    small.click("first")
    assert small.of("absent") == set(small.states()) - {"furnace"}
    assert small.of("unknown") == small.of("target") == {"furnace"}
    assert small.edges() == []
    small.click("time")
    small.press(webdriver.Keys.HOME, webdriver.Keys.ARROW_RIGHT)
    assert small.of("hypothesised") == {"furnace"}
    assert "dreamed craft furnace" in small.text("moment")
    small.click("next")
    assert "corrected planks: gives 1 -> 4" in small.text("moment")
    small.click("last")
    assert small.of("corrected") == {"planks", "crafting_table"}


def test_playing_goes_from_the_beginning_to_the_end(small):
    small.click("play")
    for _ in range(100):
        if small.run("return document.getElementById('play').textContent") == "Play":
            break
        small.run("return new Promise((done) => setTimeout(done, 100))")
    assert small.of("verified") | small.of("corrected") == {"log", "planks", "crafting_table"}


def test_every_item_that_a_line_leads_to_has_an_arrow(small):
    lines = len(small.edges())
    assert small.of("fed") == {"planks", "crafting_table", "furnace"}
    small.click("first")
    assert (lines > 2, small.of("fed")) == (True, set())


def test_filters_take_out_states_and_roles(small):
    assert {role for edge in small.edges() for role in edge.split()} >= {"ingredient", "station"}
    small.click("show-station")
    assert not any("station" in edge.split() for edge in small.edges())
    small.click("show-corrected")
    assert small.of("out") == {"planks", "crafting_table"}
    small.click("show-corrected")
    assert small.of("out") == set()


def test_light_and_dark_follow_the_system_and_the_switch(driver, small):
    def colour():
        return small.run("return getComputedStyle(document.body).backgroundColor")

    light = colour()
    small.click("theme")
    dark = colour()
    assert light != dark
    small.click("theme")
    assert colour() == light
    feature = {"name": "prefers-color-scheme", "value": "dark"}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    driver.refresh()
    assert colour() == dark
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_a_button_that_was_clicked_is_legible_beneath_the_pointer(small):
    small.click("to-whole")
    ink, ground = small.run(
        "const looks = getComputedStyle(document.querySelector('#to-whole:hover'));"
        "return [looks.color, looks.backgroundColor].map((c) => Number(/\\d+/.exec(c)[0]))"
    )
    assert abs(ink - ground) > 120


def test_all_of_it_is_done_by_keyboard(small):
    keys = webdriver.Keys
    small.press("/", "furn", keys.ENTER)
    assert small.of("chosen") == {"furnace"}
    small.press(keys.ARROW_LEFT)
    assert small.of("chosen") <= {"crafting_table", "cobblestone"}
    small.press(keys.ARROW_RIGHT)
    assert small.of("chosen") == {"furnace"}
    small.press("[")
    assert small.text("moment").startswith("Entry 9 of 10")
    small.press(",")
    assert small.text("moment").startswith("Entry 8 of 10")
    small.press("g")
    assert "The whole graph" in small.text("folded")
    width = small.run("return document.getElementById('picture').clientWidth")
    small.press("+")
    assert small.run("return document.getElementById('picture').clientWidth") > width
    small.press(keys.ESCAPE)
    assert small.of("chosen") == set()
    small.press(keys.TAB)
    assert small.run("return document.activeElement !== document.body")


def test_keys_go_on_working_after_a_filter_or_the_slider_was_used(small):
    last = small.text("moment")
    for used in ("show-refuted", "time"):
        small.run("document.getElementById(arguments[0]).focus()", used)
        small.press(webdriver.Keys.SPACE, "g", "[")
        assert small.text("folded").startswith("The whole graph")
        assert small.text("moment") != last
        small.press("t", "/")
        assert small.text("folded").startswith("The way to")
        assert small.run("return document.activeElement.id") == "search"


def test_the_focus_and_the_scroll_stay_where_they_are_in_the_panel(small):
    small.press("/", "furn", webdriver.Keys.ENTER, "w")
    small.run("document.getElementById('detail').style.maxHeight = '150px'")
    small.run("document.querySelector('#why .link').focus()")
    at = "return document.activeElement.getBoundingClientRect().top"
    place = small.run(at)
    small.press(webdriver.Keys.ENTER)
    assert small.run("return document.activeElement.textContent") == "entry 1"
    assert small.text("moment").startswith("Entry 1 of 10")
    assert abs(small.run(at) - place) < 2
    small.click("last")
    small.run("document.querySelector('#detail .group button').focus()")
    small.press(webdriver.Keys.ENTER)
    assert small.run("return document.activeElement.textContent") == "Ancestors"
    small.press(webdriver.Keys.ESCAPE)
    assert small.focused() == "furnace"


def test_the_first_correction_has_none_before_it(small):
    small.press("[", "[", "[")
    assert small.text("moment").startswith("Entry 8 of 10")
    small.press("[", "[")
    assert small.text("moment").startswith("Entry 8 of 10")
    small.press("]", "]", "]", "]")
    assert small.text("moment").startswith("Entry 10 of 10")


def test_a_theme_that_was_chosen_is_kept(driver, small):
    small.click("theme")
    chosen = small.run("return document.documentElement.dataset.theme")
    driver.refresh()
    assert small.run("return document.documentElement.dataset.theme") == chosen
    small.click("theme")


def test_what_an_item_needs_is_what_is_believed_at_the_moment(driver, reports):
    opened = Page(driver, reports("corrected", CORRECTED, "furnace"))
    assert set(opened.states()) == {"furnace", "cobblestone", "crafting_table"}
    opened.press("[", "[", ",")
    assert set(opened.states()) == {"furnace", "dirt"}
    assert "2 of 4 items" in opened.text("folded")
    opened.press("/", "dirt", webdriver.Keys.ENTER, webdriver.Keys.ARROW_RIGHT)
    assert opened.of("chosen") == {"furnace"}
    opened.click("last")
    assert opened.of("need") == {"cobblestone", "crafting_table"}
    assert opened.complaints() == []


def test_the_way_to_the_target_is_in_sight_also_beside_the_panel(game):
    assert game.run(IN_SIGHT, "all") == []
    game.press("/", "crafting tab", webdriver.Keys.ENTER)
    assert game.run(IN_SIGHT, "all") == []
    game.press("a")
    assert game.of("far") == set()


def test_the_target_is_in_sight_in_the_whole_graph_and_fit_shows_all_of_it(game):
    game.click("to-whole")
    assert game.run(IN_SIGHT, "target") == []
    assert game.run("return document.getElementById('map').hasAttribute('hidden')") is False
    game.click("fit")
    assert game.run(IN_SIGHT, "all") == []
    game.click("larger")
    assert game.run(IN_SIGHT, "all") != []


def test_choosing_what_many_need_marks_them_and_draws_no_lines(game):
    game.click("to-whole")
    lines = len(game.edges())
    game.press("/", "crafting tab", webdriver.Keys.ENTER)
    assert len(game.edges()) == lines
    assert len(game.of("use")) > 100
    assert not game.of("use") & game.of("far")


def test_no_line_crosses_a_box_that_is_not_its_end_and_no_label_another(game):
    assert game.run(CROSSED) == []
    assert game.run(OVERPRINTED) == []


def test_on_a_telephone_nothing_runs_out_and_the_legend_is_folded(driver, reports):
    size = {"width": 420, "height": 900, "deviceScaleFactor": 1, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    opened = Page(driver, reports("small", ENTRIES, "furnace"))
    assert opened.run("return document.documentElement.scrollWidth") == 420
    assert not opened.run("return document.getElementById('controls').open")
    letters = "return document.querySelector('.chart.narrow').getBoundingClientRect().width / 340"
    assert opened.run(letters) > 0.95
    narrowest = "Math.min(...[...document.querySelectorAll('td.text')].map((d) => d.clientWidth))"
    assert opened.run(f"return {narrowest}") > 100, "words are not broken in two"
    cards = "[...document.querySelectorAll('.scroll')].map((d) => d.getBoundingClientRect().right)"
    assert opened.run(f"return Math.max(...{cards})") < 420
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_states_differ_in_more_than_colour(small):
    looks = small.run(
        "return [...document.querySelectorAll('#states .sample')].map((s) => ["
        "s.querySelector('.mark').getAttribute('d'),"
        "getComputedStyle(s.querySelector('.box')).strokeDasharray])"
    )
    assert len({mark for mark, _ in looks}) == 5
    dashes = {dash for _, dash in looks}
    assert len(dashes) == 3
    roles = small.run(
        "return [...document.querySelectorAll('#roles .line')].map((l) => "
        "getComputedStyle(l).strokeDasharray)"
    )
    assert len(set(roles)) == 3


def test_hostile_names_are_shown_and_do_nothing(driver, reports):
    opened = Page(driver, reports("nasty", nasty_entries(), NASTY[0]))
    opened.click("to-whole")
    assert set(opened.states()) == set(map(visible_text, NASTY))
    for name in NASTY:
        opened.run("document.getElementById('search').value = ''")
        opened.click("search")
        opened.press(
            name.split("\n")[0].replace("🔑", "").split("鍵")[0], webdriver.Keys.ENTER, "w"
        )
        assert opened.run(
            "return document.querySelector('#detail h2').textContent"
        ) == visible_text(name)
    assert "deckard" in driver.title
    assert opened.run("return document.querySelectorAll('img, main script, b').length") == 0
    assert opened.complaints() == []


def test_a_run_without_entries_opens(driver, reports):
    opened = Page(driver, reports("empty", [], "log"))
    assert "There is no graph yet" in opened.text("graph")
    assert not opened.run("return document.getElementById('frame').checkVisibility()")
    opened.press("]", "[", "a", webdriver.Keys.ARROW_DOWN)
    assert opened.complaints() == []


def test_a_graph_of_thousands_opens_and_says_what_it_folded(driver, reports):
    entries = lambda: grown(made_up_recipes(5000))  # noqa: E731
    opened = Page(driver, reports("huge", entries, "thing_4700"))
    opened.click("to-whole")
    assert len(opened.states()) == 600
    assert "4,400 of 5,000 are folded away" in opened.text("folded")
    opened.click("search")
    opened.press("thing_4999", webdriver.Keys.ENTER)
    assert opened.of("chosen") == {"thing_4999"}
    opened.click("to-target")
    assert len(opened.states()) < 600
    assert opened.complaints() == []


def test_what_can_be_made_of_what_is_held_leads_to_the_graph(driver, reports):
    recipes = [Recipe(item=f"r{k}", how="craft", ingredients={"log": 1}) for k in range(30)]
    recipes += [
        Recipe(item=f"s{k}", how="craft", ingredients={"log": 1, "gem": k + 2}) for k in range(30)
    ]
    end = pursued(recipes[0]).model_copy(update={"holds": {"log": 2, "gem": 1}})
    entries = [(pursued(recipe), Verified(recipe=recipe)) for recipe in recipes] + [(end,)]
    opened = Page(driver, reports("craftable", entries, "r0"))
    rows = "return [...document.querySelectorAll('#craftable tbody:not([hidden]) tr')].length"
    assert "The agent holds 1 gem, 2 log." in opened.text("craftable")
    assert opened.run(rows) == 50
    for button in driver.find_elements("css selector", "#craftable .more"):
        opened.run("arguments[0].click()", button)
    assert opened.run(rows) == 60
    opened.run("document.querySelector('#craftable [data-item=r3]').click()")
    assert opened.run("return document.querySelector('#detail h2').textContent") == "r3"
    assert opened.complaints() == []
