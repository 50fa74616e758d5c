"""Who may see and do which tasks."""

from __future__ import annotations

from telecontrole.foundations.access import Actor, ActorKind, Role, for_staff_who

from .enums import Queue

# A head answers for every queue. Tasks hold no medical content, the medical queue included;
# what it leads to is behind the door of schema `medical`.
_QUEUES: dict[Role, frozenset[Queue]] = {
    Role.MEDECIN_CONSEIL: frozenset({Queue.MEDICAL}),
    Role.TECHNICIEN: frozenset({Queue.PLANIFICATION, Queue.NOTICES}),
    Role.GESTIONNAIRE: frozenset({Queue.PRESTATIONS}),
    Role.CHEF: frozenset(Queue),
    Role.ADMINISTRATEUR: frozenset({Queue.TECHNIQUE}),
    Role.EXPERT: frozenset(),
}


def queues_of(actor: Actor) -> tuple[Queue, ...]:
    """The queues that the actor works on, in their order; programs see all."""
    if actor.kind is ActorKind.SYSTEM:
        return tuple(Queue)
    if actor.kind is not ActorKind.STAFF:
        return ()
    mine = frozenset[Queue]().union(*(_QUEUES[role] for role in actor.roles))
    return tuple(queue for queue in Queue if queue in mine)


#: Pages of the worklist: for the staff who have a queue.
for_workers = for_staff_who(lambda actor: bool(queues_of(actor)))


def may_work_on(actor: Actor, *, queue: str, caisse: str) -> bool:
    """Whether the actor may see, claim and do a task. A task without caisse is national."""
    return queue in queues_of(actor) and actor.serves(caisse)


def may_take_over(actor: Actor, *, left: bool) -> bool:
    """A task whose holder seems gone, or any for a head."""
    return left or actor.has(Role.CHEF)


def may_release(actor: Actor, *, claimed_by: str) -> bool:
    """One's own claim, or anybody's for a head: an absent colleague must not block a task."""
    return claimed_by == actor.id or actor.has(Role.CHEF)
