"""Browsers that keep no cookies, and tabs that are older than their session."""

import pytest
from playwright.sync_api import expect

from person import sign_out


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_whoever_signs_in_without_cookies_is_told_so_and_can_check_again(person, scripts):
    ada = person("Ada", scripts)
    ada.visitor.sign_up().onboard()
    page = ada.page
    page.goto("/sign-in?next=%2Fchannels")
    ada.context.clear_cookies()
    page.get_by_label("Email").fill(ada.email)
    page.get_by_label("Password", exact=True).fill("whatever it is")
    ada.press("Sign in")
    ada.reads_heading("Your browser sent no cookie")
    # This browser keeps them after all.
    ada.follow("Check again")
    ada.is_at("/sign-in?next=%2Fchannels")
    ada.sign_in(address=page.url)
    ada.is_at("/channels")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_browser_that_keeps_none_is_told_what_to_do(person, scripts):
    ada = person("Ada", scripts)
    page = ada.page

    def forget(route):
        response = route.fetch(max_redirects=0)
        headers = {name: value for name, value in response.headers.items() if name != "set-cookie"}
        route.fulfill(response=response, headers=headers)

    page.route("**/*", forget)
    page.goto("/cookies?next=%2Fsign-in&given")
    ada.reads_heading("Your browser keeps no cookies")
    expect(page.get_by_role("link", name="Check again")).to_have_attribute("href", "/cookies?next=%2Fsign-in")


def test_a_tab_restored_after_signing_out_keeps_what_was_written(person):
    ada = person("Ada", scripts=False).arrive()
    slug = ada.visitor.create_channel()
    ada.open(slug)
    ada.box.fill("Written before")
    other = ada.context.new_page()
    other.goto("/account")
    sign_out(other)
    expect(other.get_by_role("link", name="Create account").first).to_be_visible()
    ada.page.get_by_role("button", name="Send").click()
    ada.reads_heading("Your browser sent no cookie")
    expect(ada.page.get_by_label("Message")).to_have_value("Written before")
    ada.follow("Check again")
    expect(ada.page.get_by_label("Email")).to_be_visible()
    ada.sign_in(address=ada.page.url)
    ada.is_at(f"/channels/{slug}")
