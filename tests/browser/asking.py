"""How is a question asked, in a test that looks on in a browser?"""

from playwright.sync_api import Page


def ask(page: Page, question: str) -> None:
    """Type it, press Enter, and wait for the answer."""
    before = page.locator("#log > *").count()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    page.locator("#log > *").nth(before).wait_for()
