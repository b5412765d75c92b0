"""One run of the coming hours: who takes which contact and which complaint, event by event.

The model: a contact is taken at once by somebody who serves its queue and has nothing to do, who is at home there
before others; if there is nobody, by somebody who writes on a complaint, which is put aside for it; if there is nobody
either, it waits in its line until somebody is free or patience ends. Who is free takes the contact at home that has
waited longest, then one from elsewhere, then goes on with the complaint at hand, then takes the complaint at home that
is due soonest, then the soonest from elsewhere. Among several who could take a contact it goes round. When somebody
leaves, a contact is brought to its end; a complaint waits for them to come back, or goes back to the queue.

Sets of people are whole numbers with a bit for each: the first idle one who serves a queue costs two operations,
however many they are.
"""

from collections import deque
from enum import IntEnum
from heapq import heapify, heappop, heappush
from math import inf

import numpy as np
from numpy.typing import NDArray

from app.services.floor.whatif.draws import Draw
from app.services.floor.whatif.presence import Crew


class Count(IntEnum):
    """What is counted in a run, for each queue; the last two for who is at home there, in seconds."""

    OFFERED = 0
    ANSWERED = 1
    IN_TIME = 2
    WAITED = 3  # not answered at once
    ABANDONED = 4
    EARLY = 5  # abandoned within the threshold
    WAIT_SECONDS = 6
    PRESSING = 7  # complaints that could become late within the time looked at
    KEPT = 8  # of those, done before they were due
    DONE = 9
    OVERDUE = 10  # pieces of work that are late already as it begins
    FURTHER_SECONDS = 11  # how much longer these take, those that are not done as long as is looked ahead
    BUSY_SECONDS = 12
    STAFFED_SECONDS = 13


# Of two things at one instant the first goes first: who leaves and comes at once stays.
_WROTE, _SPOKE, _LEAVES, _COMES = range(4)
_Contact = tuple[float, float, float]


class Engine:
    """The floor under one mix of help, ready for any number of runs over `seconds`."""

    def __init__(self, crew: Crew, queues: int, seconds: float, within_seconds: float) -> None:
        self._crew, self._queues, self._seconds, self._within = crew, queues, seconds, within_seconds
        self._moves = [
            (at, place << 2 | kind)
            for place, here in enumerate(crew.here)
            for start, end in here
            for at, kind in ((start, _COMES), (end, _LEAVES))
            if at < seconds
        ]
        heapify(self._moves)
        self._last_comes = [here[-1][0] if here else -inf for here in crew.here]
        # One queue more, which nobody serves: what comes at the end of time.
        self._at_home, self._elsewhere = ([0] * (queues + 1) for _ in range(2))
        for place, (home, slower) in enumerate(zip(crew.home, crew.slower, strict=True)):
            for queue, factor in enumerate(slower):
                if factor:
                    (self._at_home if queue == home else self._elsewhere)[queue] |= 1 << place
        # Who is here as it begins, by the place on the floor whose work at hand they go on with.
        self._begins = {
            of: place
            for place, (of, here) in enumerate(zip(crew.goes_on, crew.here, strict=True))
            if here and here[0][0] <= 0
        }
        self._served = [sum(1 << queue for queue in serves) for serves in crew.serves]
        self._staffed = [sum(end - start for start, end in here) for here in crew.here]

    def run(self, draw: Draw) -> NDArray[np.float64]:
        """Return the counts of a run, one row a queue and one more for who is at home nowhere; columns are `Count`.

        What happens thousands of times in a run is in one piece and in local names: a call costs as much as an event.
        """
        seconds, within, slower, serves = self._seconds, self._within, self._crew.slower, self._crew.serves
        at_home, elsewhere, served, home_of = self._at_home, self._elsewhere, self._served, self._crew.home
        queues, people, last_comes = self._queues, len(home_of), self._last_comes
        idle = writing = here = waiting = 0
        lines: list[deque[_Contact]] = [deque() for _ in range(queues + 1)]
        backlog = [list(each) for each in draw.waiting]
        turn = [-1] * (queues + 1)
        # What somebody writes on (-1: nothing) and when it is due; how much is left of it, or since when and until when
        # they are at it; when they are next looked at for it, which is no later than they end.
        at_hand, due_at_hand = [-1] * people, [0.0] * people
        left, since, ends, looked = [0.0] * people, [0.0] * people, [0.0] * people, [inf] * people
        busy, over, gone_at, speaks = [0.0] * people, [0.0] * people, [0.0] * people, [0.0] * people
        queued, late_answered, in_time, abandoned, early, kept, done = ([0] * (queues + 1) for _ in range(7))
        # Of each one that is late already, all of the time: when it is done the rest is taken off.
        waited, further = [0.0] * (queues + 1), [overdue * seconds for overdue in (*draw.overdue.tolist(), 0)]
        heap = [*self._moves, (inf, 0)]
        push, pop = heappush, heappop
        for begun in draw.at_hand:
            place = self._begins.get(begun.place, -1)
            if begun.queue < 0:
                of = -1 - begun.queue
                if place >= 0 and (factor := slower[place][of]):
                    at_hand[place], due_at_hand[place], left[place] = of, begun.due, begun.seconds * factor
                else:
                    push(backlog[of], (begun.due, begun.seconds))
            elif place >= 0:
                # They speak already as they come; who is lent does not know the queue of their last contact.
                needs = begun.seconds * (slower[place][begun.queue] or 1.0)
                busy[place], speaks[place] = needs, needs
                push(heap, (needs, place << 2 | _SPOKE))

        def write(place: int, now: float) -> None:
            """Let somebody go on with what is at hand."""
            nonlocal writing
            writing |= 1 << place
            since[place], ends[place] = now, now + left[place]
            if ends[place] < looked[place]:
                looked[place] = ends[place]
                push(heap, (ends[place], place << 2))

        def offer(now: float, queue: int, due: float, effort: float) -> None:
            """Give a complaint to somebody who has nothing to do, or put it into the queue."""
            nonlocal idle
            able = idle & at_home[queue] or idle & elsewhere[queue]
            if not able:
                push(backlog[queue], (due, effort))
                return
            bit = able & -able
            idle ^= bit
            place = bit.bit_length() - 1
            at_hand[place], due_at_hand[place], left[place] = queue, due, effort * slower[place][queue]
            write(place, now)

        def give_back(place: int, now: float) -> None:
            """Give what is at hand of somebody who will not come back to others."""
            queue = at_hand[place]
            if queue >= 0 and last_comes[place] <= now:
                at_hand[place] = -1
                offer(now, queue, due_at_hand[place], left[place] / slower[place][queue])

        for time, queue, takes, until in (*draw.arrivals, (seconds, queues, 0.0, inf)):
            while heap[0][0] <= time:
                now, code = pop(heap)
                place, kind = code >> 2, code & 3
                bit = 1 << place
                if kind == _SPOKE:
                    if not here & bit:
                        over[place] += now - gone_at[place]
                        give_back(place, now)
                        continue
                elif kind == _WROTE:
                    if looked[place] != now:
                        continue
                    looked[place] = inf
                    if not writing & bit:
                        continue
                    if ends[place] > now:
                        looked[place] = ends[place]
                        push(heap, (ends[place], code))
                        continue
                    of = at_hand[place]
                    at_hand[place] = -1
                    writing ^= bit
                    busy[place] += now - since[place]
                    done[of] += 1
                    due = due_at_hand[place]
                    if due < 0:
                        further[of] -= seconds - now
                    elif now <= due <= seconds:
                        kept[of] += 1
                elif kind == _COMES:
                    here |= bit
                    if speaks[place] > now:
                        over[place] += now - gone_at[place]
                        continue
                else:
                    here ^= bit
                    gone_at[place] = now
                    if idle & bit:
                        idle ^= bit
                    elif writing & bit:
                        writing ^= bit
                        left[place] = ends[place] - now
                        busy[place] += now - since[place]
                        give_back(place, now)
                    continue

                while ready := waiting & served[place]:
                    of = home_of[place]
                    if not ready >> of & 1:
                        of = min((each for each in serves[place] if ready >> each & 1), key=lambda each: lines[each][0])
                    line = lines[of]
                    came, needs, patience = line.popleft()
                    if not line:
                        waiting ^= 1 << of
                    if patience < now - came:
                        abandoned[of] += 1
                        early[of] += patience <= within
                        waited[of] += patience
                        continue
                    late_answered[of] += 1
                    in_time[of] += now - came <= within
                    waited[of] += now - came
                    needs *= slower[place][of]
                    busy[place] += needs
                    speaks[place] = now + needs
                    push(heap, (now + needs, place << 2 | _SPOKE))
                    break
                else:
                    if at_hand[place] < 0:
                        of, soonest = home_of[place], inf
                        if of == queues or not backlog[of]:
                            of = -1
                            for each in serves[place]:
                                if backlog[each] and backlog[each][0][0] < soonest:
                                    of, soonest = each, backlog[each][0][0]
                        if of < 0:
                            idle |= bit
                            continue
                        due_at_hand[place], needs = pop(backlog[of])
                        at_hand[place], left[place] = of, needs * slower[place][of]
                    write(place, now)

            if queue < 0:
                offer(time, -1 - queue, until, takes)
                continue
            if able := idle & at_home[queue] or idle & elsewhere[queue]:
                bit = able & turn[queue] or able
                bit &= -bit
                idle ^= bit
                place = bit.bit_length() - 1
            elif able := writing & at_home[queue] or writing & elsewhere[queue]:
                bit = able & turn[queue] or able
                bit &= -bit
                writing ^= bit
                place = bit.bit_length() - 1
                left[place] = ends[place] - time
                busy[place] += time - since[place]
            else:
                lines[queue].append((time, takes, until))
                waiting |= 1 << queue
                queued[queue] += 1
                continue
            turn[queue] = -bit << 1
            takes *= slower[place][queue]
            busy[place] += takes
            speaks[place] = time + takes
            push(heap, (time + takes, place << 2 | _SPOKE))

        for of, line in enumerate(lines[:queues]):
            for came, _, patience in line:
                if patience < seconds - came:
                    abandoned[of] += 1
                    early[of] += patience <= within
                    waited[of] += patience
        counts = np.zeros((queues + 1, len(Count)))
        for place, of in enumerate(home_of):
            if speaks[place] > seconds:
                busy[place] -= speaks[place] - seconds
                over[place] += 0.0 if here >> place & 1 else seconds - gone_at[place]
            elif writing >> place & 1:
                busy[place] += seconds - since[place]
            counts[of, Count.BUSY_SECONDS] += busy[place]
            counts[of, Count.STAFFED_SECONDS] += self._staffed[place] + over[place]
        columns = np.array([queued, late_answered, in_time, abandoned, early, waited, kept, done, further])[:, :queues]
        at_once = draw.offered - columns[0]
        counts[:queues, : Count.BUSY_SECONDS] = np.column_stack(
            [
                draw.offered,
                at_once + columns[1],
                at_once + columns[2],
                columns[0],
                *columns[3:6],
                draw.pressing,
                *columns[6:8],
                draw.overdue,
                columns[8],
            ]
        )
        return counts
