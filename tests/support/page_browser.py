"""The page in Debian's Chromium, driven with Selenium."""

import shutil

import pytest

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="SKIPPED: no Chromium here (Debian: chromium, chromium-driver)")


@pytest.fixture
def browser():
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    browsers = []

    def open_browser(server, language="en-US", size=(1000, 760), dark=False, host="127.0.0.1"):
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                         "--no-first-run", "--disable-background-networking",
                         "--disable-component-update", "--disable-sync",
                         "--disable-dev-shm-usage", f"--lang={language}", f"--host-resolver-rules=MAP {host} 127.0.0.1"):
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
        driver.get(f"http://{host}:{server.port}/")
        return driver

    yield open_browser
    for driver in browsers:
        driver.quit()


def wait_for(condition, driver):
    from selenium.webdriver.support.ui import WebDriverWait
    return WebDriverWait(driver, 15).until(condition)
