"""Where people sign in, get a new password and set up a second factor: allauth's views, those of them that the desk has."""

from __future__ import annotations

from allauth.account import views
from axes.decorators import axes_dispatch
from django.urls import include, path, re_path
from django.views.generic import RedirectView

urlpatterns = [
    path("sign-in", axes_dispatch(views.login), name="account_login"),
    path("sign-out", views.logout, name="account_logout"),
    path("sign-in/inactive", views.account_inactive, name="account_inactive"),
    # allauth asks for the address of a sign-up that nobody can make: it leads back.
    path("sign-in/new", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("account/confirm", views.reauthenticate, name="account_reauthenticate"),
    path("account/password", views.password_change, name="account_change_password"),
    path("account/password/first", views.password_set, name="account_set_password"),
    path("password", views.password_reset, name="account_reset_password"),
    path("password/asked", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/changed", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("account/factors/", include("allauth.mfa.urls")),
]
