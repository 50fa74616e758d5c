"""Closing one's page on a computer that others use: the link of our messages opens it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from telecontrole.hall.person import entering


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the link and what was proved; twice changes nothing."""
    entering.forget(request)
    messages.success(
        request,
        "Votre page est fermée sur cet appareil. Le lien de notre message l’ouvrira de nouveau.",
    )
    return redirect("hall:home")
