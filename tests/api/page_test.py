"""The page at / in a real browser: Debian's Chromium, driven with Selenium; axe-core looks for what
keeps people out."""

import pathlib
import shutil

import pytest
from conftest import ROOT, WIDE

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="SKIPPED: no Chromium here (Debian: chromium, chromium-driver)")


def test_the_page_loads_nothing_from_elsewhere(shared):
    reply = shared.request("GET", "/")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert len(reply.text.encode()) < 15_000
    assert "http://" not in reply.text and "https://" not in reply.text
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; connect-src 'self'; ")
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert 'role="log"' in reply.text
    assert shared.request("HEAD", "/").text == ""


@pytest.fixture
def browser():
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    browsers = []

    def open_browser(server, language="en-US", size=(1000, 760), dark=False):
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                         "--no-first-run", "--disable-background-networking",
                         "--disable-component-update", "--disable-sync",
                         "--disable-dev-shm-usage"):
            options.add_argument(argument)
        options.add_experimental_option("prefs", {"intl.accept_languages": language})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        browsers.append(driver)
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 500})
        if dark:
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                "features": [{"name": "prefers-color-scheme", "value": "dark"}]})
        driver.get(f"http://127.0.0.1:{server.port}/")
        return driver

    yield open_browser
    for driver in browsers:
        driver.quit()


def turns(driver, kind):
    return [turn.text for turn in driver.find_elements("css selector", f".turn.{kind}:not(.waiting)")]


def wait_for(condition, driver):
    from selenium.webdriver.support.ui import WebDriverWait
    return WebDriverWait(driver, 15).until(condition)


def ask(driver, text):
    from selenium.webdriver.common.keys import Keys
    answered = len(turns(driver, "assistant")) + len(turns(driver, "notice"))
    driver.find_element("id", "message").send_keys(text, Keys.ENTER)
    wait_for(lambda d: len(turns(d, "assistant")) + len(turns(d, "notice")) > answered, driver)


def assert_accessible(driver):
    import axe_core_python
    script = pathlib.Path(axe_core_python.__file__).parent / "axe.min.js"
    # Through the debugger, which the page's policy does not bind.
    driver.execute_cdp_cmd("Runtime.evaluate", {"expression": script.read_text(encoding="utf-8")})
    result = driver.execute_async_script(
        "axe.run().then(arguments[arguments.length - 1]);")
    found = [(v["id"], [n["html"] for n in v["nodes"]]) for v in result["violations"]]
    assert found == []


@needs_browser
def test_a_conversation_until_the_limit(start, browser):
    server = start("--config", str(ROOT / "config/local.toml"), "--set", "rate_limit.max=2",
                   "--set", "rate_limit.window_seconds=3600")
    driver = browser(server)
    assert_accessible(driver)
    ask(driver, "Do you have a kegel chair?")
    ask(driver, "and how much is it?")
    assert "3200" in turns(driver, "assistant")[-1], "the session leans on the turn before"
    driver.refresh()
    assert len(turns(driver, "assistant")) == 2, "kept over a reload"
    ask(driver, "one more")
    assert "Maximum 2 requests per 3600 seconds" in turns(driver, "notice")[-1]
    status = driver.find_element("id", "status")
    first = status.text
    assert "You can ask again in" in first
    wait_for(lambda d: status.text != first, driver)
    assert not driver.find_element("id", "send").is_enabled()
    assert driver.find_element("id", "message").get_attribute("value") == "one more"
    assert_accessible(driver)
    driver.find_element("id", "again").click()
    assert turns(driver, "assistant") == []
    console = [line for line in driver.get_log("browser") if "429" not in line["message"]]
    assert console == [], "no error, and nothing that the policy had to stop"


@needs_browser
@pytest.mark.parametrize("size", [(390, 800), (1000, 760)], ids=["phone", "desktop"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_arabic_runs_from_the_right_and_fits(shared, browser, size, dark):
    driver = browser(shared, "ar-LB", size, dark)
    assert driver.find_element("css selector", "html").get_attribute("dir") == "rtl"
    ask(driver, "كم سعر جهاز الهايفو؟")
    assert "6600" in turns(driver, "assistant")[-1]
    answer = driver.find_elements("css selector", ".turn.assistant")[-1]
    assert answer.value_of_css_property("direction") == "rtl"
    overflow = driver.execute_script("return [document.documentElement.scrollWidth - innerWidth,"
                                     " document.documentElement.scrollHeight - innerHeight]")
    assert overflow == [0, 0]
    assert_accessible(driver)


@needs_browser
def test_a_service_that_is_gone_loses_nothing(start, browser):
    server = start(*WIDE)
    driver = browser(server)
    server.stop()
    ask(driver, "are you there?")
    assert "cannot be reached" in turns(driver, "notice")[-1]
    assert driver.find_element("id", "message").get_attribute("value") == "are you there?"
