/* The protocol of man 7 weft-protocol, as a model that spin explores completely.
 *
 * Two VMs, three components a -> b -> c (a on VM 0, b and c on VM 1: b reads a
 * across VMs, c reads b on its own), a planner that prepares model 1 and then
 * model 2, which may overtake it at any moment. SCENARIO says what model 2 is:
 *
 *   0  a's definition changes and its value does not; c is deleted
 *   1  a's definition and value change, b's value does not; nothing is deleted
 *   2  b changes and lets go of a; a is deleted once b has; c reads a new value
 *   3  a's definition and value change; then model 3 is model 1 again
 *   4  the same, but a sends no signal: b only follows it, once it is delivered; there is no c
 *   5  as 0; then model 3 is model 1 again, and c comes back
 *
 * What can go wrong: the planner is killed anywhere and run again, with what it
 * sent still on its way; an agent is killed, or its machine goes down, or its
 * connection breaks or its session expires, with what it sent still on its way
 * and its fate unknown; a recipe fails. Every choice of up to FAULTS of these is
 * explored, each at every moment.
 *
 * Checked (README.md says what is left out):
 *   START   no recipe starts before what it reads is there as model and deep digest want it
 *   BEGUN   who follows what sends no signal does not start before that did, as its model wants it
 *   STILL   nobody takes an outcome for good while a recipe changes what it tells of
 *   ONCE    no recipe runs again whose result is on disk
 *   FENCE   nothing is written by an agent that lost its VM or a planner that lost the stack
 *   ORDER   no outcome goes back to an older generation
 *   DISK    nothing is in the store that is not on disk first
 *   END     when nothing moves any more, all is as the last model says, on the machines, too, or a
 *           failed root is named
 * and, by a search for cycles, that nothing moves for ever.
 *
 * MUTANT_* break one law each; the search must find an error in every one. */

#ifndef SCENARIO
#define SCENARIO 0
#endif
#ifndef FAULTS
#define FAULTS 2
#endif

#define A 0
#define B 1
#define C 2
#define N 3
#define FIRST(vm) (vm)      /* components of a VM: 0..0 and 1..2 */
#define LAST(vm) (2 * (vm))
#define HOME(x) ((x) != A)

/* Model g: the deep digest of each component (0: not in it), its own spec, its value. A deep
 * digest is named by the model it first appears in: it changes with anything upstream. */
#if SCENARIO == 0 || SCENARIO == 5
#define WANT(g, x) ((g) != 2 -> 1 : ((x) == C -> 0 : 2))
#define SPEC(g, x) ((x) == A && (g) == 2 -> 2 : 1)
#define VALUE(x, spec) 1
#define READS_A(g) 1
#elif SCENARIO == 1
#define WANT(g, x) (g)
#define SPEC(g, x) ((x) == A -> (g) : 1)
#define VALUE(x, spec) ((x) == A -> (spec) : 1)
#define READS_A(g) 1
#elif SCENARIO == 2
#define WANT(g, x) ((g) == 1 -> 1 : ((x) == A -> 0 : 2))
#define SPEC(g, x) ((x) == B -> (g) : 1)
#define VALUE(x, spec) (spec)
#define READS_A(g) ((g) == 1)
#elif SCENARIO == 4
#define WANT(g, x) ((x) == C -> 0 : ((g) == 2 -> 2 : 1))
#define SPEC(g, x) ((x) == A && (g) == 2 -> 2 : 1)
#define VALUE(x, spec) 1
#define READS_A(g) 0
#else
#define WANT(g, x) ((g) == 2 -> 2 : 1)
#define SPEC(g, x) ((x) == A && (g) == 2 -> 2 : 1)
#define VALUE(x, spec) ((x) == A -> (spec) : 1)
#define READS_A(g) 1
#endif
#if SCENARIO >= 3
#define LAST_MODEL 3
#else
#define LAST_MODEL 2
#endif

#define TRUE_INPUT(g, x)                                                                           \
    ((x) == A -> 0 : ((x) == B -> (READS_A(g) -> VALUE(A, SPEC(g, A)) : 0) : VALUE(B, SPEC(g, B))))

#define NONE 0
#define DONE 1
#define DELETED 2
#define FAILED 3       /* by CREATE or UPDATE */
#define HALF_DELETED 4 /* by DELETE */

#if SCENARIO == 4
#define FOLLOWS_A 1
#define NO_SIGNAL(x) ((x) == A)
#define DELIVERED(o) o.delivered
#define SET_DELIVERED(o, deep) o.delivered = (deep);
#else
#define FOLLOWS_A 0
#define NO_SIGNAL(x) 0
#define DELIVERED(o) 0
#define SET_DELIVERED(o, deep)
#endif

/* An outcome: want is the deep digest, ran the definition and input of the last finished run,
 * run which one that was (time of its end, in the real one); delivered: its recipe was started for
 * that deep digest. */
typedef Outcome {
    byte st;
    byte want;
#if SCENARIO == 4
    byte delivered;
#endif
    byte ran;
    byte nth
};
#define RAN(spec, input) ((spec) * 4 + (input))
#define COPY(to, from)                                                                             \
    SET_DELIVERED(to, DELIVERED(from))                                                             \
    to.st = from.st;                                                                               \
    to.want = from.want;                                                                           \
    to.ran = from.ran;                                                                             \
    to.nth = from.nth
#define CLEAR(o)                                                                                   \
    SET_DELIVERED(o, 0)                                                                            \
    o.st = NONE;                                                                                   \
    o.want = 0;                                                                                    \
    o.ran = 0;                                                                                     \
    o.nth = 0

/* ---- the store ---------------------------------------------------------- */

#define PREPARE 0
#define GO 1
byte head_version, head_model, head_phase = GO;
byte manifest[2];     /* model, 0: none */
bit deletes[2];       /* does it list the component that model 2 lacks? */
bit exists[N];        /* outcome nodes */
Outcome stored[N];
bit doing_it[N];      /* the mark on an outcome: a recipe changes it */
byte epoch[2];

/* A report whose sender no longer listens: it may still arrive. */
typedef Report {
    bit under_way;
    byte epoch;
    bit has[N];
    bit doing[N];
    Outcome o[N]
};
Report stray[2], now; /* now: only inside a step */

/* What a planner has sent: batches k .. limit-1 are on their way. 0 nodes, 1 and 2 manifests,
 * 3 the head says go, 4 what nobody needs is deleted. In a stack that is anew 1 and 2 are VMs with
 * all that they have, and 0 is nothing. */
typedef Batches {
    byte k;
    byte limit;
    byte fence;
    byte model;
    bit same[2];
    bit deletes[2];
    byte make;
    byte drop;
    bit anew
};
Batches batches, stray_batches;
bit fenced_out;

/* ---- disks, recipes ------------------------------------------------------ */

Outcome on_disk[N]; /* the last finished run in the journal, synced */
bit begun[N];       /* a start is in the journal, without its end */
byte runs[N];       /* finished so far */
bit is_there[N];    /* has anything been made that a DELETE must remove? */
byte made[N];       /* what the machine is like: RAN + 1 of the last run that began */
#if SCENARIO == 4
bit began[3];       /* has the recipe of a ever been started, or found not needed, for this want? */
#endif
byte running[N];    /* 0 no; else RAN + 1 of the recipe */

byte planner_kills, agent_kills, disconnects, failures; /* still to come */
bit planner_over;

/* ---- what the store does -------------------------------------------------- */

inline apply_report(vm, r)
{
    x = FIRST(vm);
    ok = 1;
    do
    :: x <= LAST(vm) ->
        if
        :: r.has[x] && !exists[x] -> ok = 0
        :: else
        fi;
        x++
    :: else -> break
    od;
#ifndef MUTANT_EPOCH
    ok = ok && r.epoch == epoch[vm];
#endif
    x = FIRST(vm);
    do
    :: x <= LAST(vm) && ok ->
        if
        :: r.has[x] ->
            assert(r.epoch == epoch[vm]);           /* FENCE */
#if SCENARIO < 3
            assert(r.o[x].want >= stored[x].want);  /* ORDER */
#endif
            assert(r.o[x].nth >= stored[x].nth);    /* ORDER */
            assert(on_disk[x].nth >= r.o[x].nth);   /* DISK */
            COPY(stored[x], r.o[x]);
            doing_it[x] = r.doing[x]
        :: else
        fi;
        x++
    :: else -> break
    od;
    x = 0
}

inline forget_report(r)
{
    r.under_way = 0;
    r.epoch = 0;
    x = 0;
    do
    :: x < N ->
        r.has[x] = 0;
        r.doing[x] = 0;
        CLEAR(r.o[x]);
        x++
    :: else -> break
    od;
    x = 0
}

inline clear_batches(q)
{
    q.k = 0;
    q.limit = 0;
    q.fence = 0;
    q.model = 0;
    q.same[0] = 0;
    q.same[1] = 0;
    q.deletes[0] = 0;
    q.deletes[1] = 0;
    q.make = 0;
    q.anew = 0;
    q.drop = 0
}

#ifdef MUTANT_FENCE
#define FENCED(q) (1)
#else
#define FENCED(q) (q.fence == head_version)
#endif
#define MADE_IN(q, x) (q.anew -> HOME(x) + 1 : 0)
inline apply_batch(q)
{
    if
    :: q.k <= 2 && FENCED(q) ->
        y = 0;
        do
        :: y < N ->
            if
            :: q.make & (1 << y) && MADE_IN(q, y) == q.k -> exists[y] = 1; printf("node of %d made\n", y)
            :: else
            fi;
            y++
        :: else -> break
        od;
        y = 0;
        if
        :: q.k > 0 && !q.same[q.k - 1] ->
            manifest[q.k - 1] = q.model;
            deletes[q.k - 1] = q.deletes[q.k - 1];
            printf("manifest of %d: %d deletes %d\n", q.k - 1, q.model, q.deletes[q.k - 1])
        :: else
        fi;
        q.k++
    :: q.k == 3 && q.fence == head_version ->
        head_version++;
        q.fence = head_version;
        head_phase = GO;
        printf("go %d\n", q.model);
        q.k++
    :: q.k == 4 && FENCED(q) ->
        y = 0;
        do
        :: y < N ->
            if
            :: q.drop & (1 << y) ->
                exists[y] = 0;
                printf("node of %d deleted\n", y);
                doing_it[y] = 0;
                CLEAR(stored[y])
            :: else
            fi;
            y++
        :: else -> break
        od;
        y = 0;
        q.k++
    :: else -> q.limit = 0 /* refused, and so is all that follows */
    fi
}

/* What nobody listens to any more arrives late or never. */
active proctype Network()
{
    byte x, y;
    bit ok;
end:
    do
    :: d_step { stray[0].under_way -> apply_report(0, stray[0]);
        printf("late report of 0 (accepted: %d)\n", ok); ok = 0; forget_report(stray[0]) }
    :: d_step { stray[0].under_way -> forget_report(stray[0]) }
    :: d_step { stray[1].under_way -> apply_report(1, stray[1]);
        printf("late report of 1 (accepted: %d)\n", ok); ok = 0; forget_report(stray[1]) }
    :: d_step { stray[1].under_way -> forget_report(stray[1]) }
    :: d_step { stray_batches.k < stray_batches.limit -> apply_batch(stray_batches);
        if
        :: stray_batches.k >= stray_batches.limit -> clear_batches(stray_batches)
        :: else
        fi }
    :: d_step { stray_batches.k < stray_batches.limit -> clear_batches(stray_batches) }
    od
}

/* ---- the planner ----------------------------------------------------------- */

/* Is its outcome such that its node may go at once, without a DELETE? */
#ifdef MUTANT_UNRUN
#define NO_TRACE(x) (stored[x].st == NONE || stored[x].st == DELETED)
#else
#define NO_TRACE(x) (!exists[x] || stored[x].st == DELETED)
#endif

#define IS_ANEW                                                                                    \
    (!manifest[0] && !manifest[1] && !exists[A] && !exists[B] && !exists[C])

inline look()
{
    d_step {
        batches.make = 0;
        batches.anew = 0;
        batches.drop = 0;
        batches.deletes[0] = 0;
        batches.deletes[1] = 0;
        x = 0;
        do
        :: x < N ->
            if
            :: WANT(g, x) && !exists[x] -> batches.make = batches.make | (1 << x)
            :: !WANT(g, x) && exists[x] && manifest[HOME(x)] != 0 && !NO_TRACE(x) ->
                batches.deletes[HOME(x)] = 1
            :: !WANT(g, x) && exists[x] && (manifest[HOME(x)] == 0 || NO_TRACE(x)) ->
                batches.drop = batches.drop | (1 << x)
            :: else
            fi;
            x++
        :: else -> break
        od;
        x = 0;
        do
        :: x < 2 ->
            batches.same[x] = (manifest[x] == g && deletes[x] == batches.deletes[x]);
            x++
        :: else -> break
        od;
        x = 0
    }
    if /* unless a manifest is too large for that */
    :: IS_ANEW -> batches.anew = 1
    :: true
    fi
}

#define IS_DOWN (planner_kills > 0 && stray_batches.limit == 0)

proctype Planner()
{
    byte g = 1, x, y, seen;
    bit left;
begin:
    true;
    d_step {
#if !defined(MUTANT_PUSH) && !defined(MUTANT_LOOK)
        /* The lock of one that is dead goes in one step with a new version of the head. */
        if
        :: stray_batches.limit != 0 -> head_version++
        :: else
        fi;
#endif
        batches.k = 0; batches.limit = 0; batches.model = g; seen = head_version;
        left = (head_phase == PREPARE) }
    look();
    if
    :: atomic { IS_DOWN -> planner_kills--; goto killed }
    :: d_step { head_version == seen ->
        head_version++;
        head_phase = PREPARE;
        head_model = g;
        printf("prepare %d\n", g);
        batches.fence = head_version;
        seen = 0 }
    :: head_version != seen -> goto begin
    fi;
#ifndef MUTANT_LOOK
    /* Whoever left it half-way may have had batches under way while it was looked at: only now
     * can none of them arrive any more. */
    if
    :: left -> look()
    :: else
    fi;
#endif
    batches.limit = 3;
    do
    :: atomic { IS_DOWN && batches.k < batches.limit -> planner_kills--; goto killed }
    :: d_step { batches.k < batches.limit && batches.k < 3 -> apply_batch(batches) }
    :: batches.limit == 0 -> goto begin
    :: batches.k == 3 && batches.limit == 3 -> break
    od;
    batches.limit = 4;
    if
    :: atomic { IS_DOWN -> planner_kills--; goto killed }
    :: d_step { apply_batch(batches) }
    fi;
    if
    :: batches.limit == 0 -> goto begin
    :: else
    fi;
    batches.limit = 5;
    if
    :: atomic { IS_DOWN -> planner_kills--; goto killed }
    :: d_step { apply_batch(batches) }
    fi;
    d_step { clear_batches(batches); left = 0 }
    if
    :: atomic { g < LAST_MODEL -> g++; goto begin }
    :: else -> goto over
    fi;
killed:
    true;
    d_step {
        printf("planner killed\n");
        if
        :: batches.k < batches.limit ->
            stray_batches.k = batches.k;
            stray_batches.limit = batches.limit;
            stray_batches.fence = batches.fence;
            stray_batches.model = batches.model;
            stray_batches.same[0] = batches.same[0];
            stray_batches.same[1] = batches.same[1];
            stray_batches.deletes[0] = batches.deletes[0];
            stray_batches.deletes[1] = batches.deletes[1];
            stray_batches.make = batches.make;
            stray_batches.anew = batches.anew;
            stray_batches.drop = batches.drop
        :: else
        fi;
        clear_batches(batches);
        left = 0;
        seen = 0
    }
    if /* run again, or overtaken by the next model */
    :: goto begin
    :: atomic { g < LAST_MODEL -> g++; goto begin }
    fi;
over:
    planner_over = 1
}

/* ---- an agent ---------------------------------------------------------------- */

Outcome mine[N];   /* what the agent of its VM believes it came to */
bit known[N], absent[N], dirty[N], unsynced[N];
byte for_want[N];  /* what it runs for */
bit is_delete[N];
byte doing[2], doing_deletes[2], token[2], stage[2];
bit sees[2];
Outcome other[2];

#define DOWN 0
#define STARTED 1 /* runs, holds nothing */
#define LOADED 2  /* holds the VM and has read what is there */

#define ENTRY(vm, x) (WANT(doing[vm], x) != 0 && doing[vm] != 0)
#define DELETING(vm, x) (doing[vm] != 0 && WANT(doing[vm], x) == 0 && doing_deletes[vm])
/* A deletion keeps the digest of the model that had it. */
#define DEEP(vm, x) (DELETING(vm, x) -> 1 : WANT(doing[vm], x))

#ifdef MUTANT_BEGUN
#define BEGUN(x) 0
#else
#define BEGUN(x) begun[x]
#endif
#ifdef MUTANT_UNDONE
#define UNTOUCHED(x) 1
#else
#define UNTOUCHED(x) (!BEGUN(x))
#endif

#ifdef MUTANT_FAILED
#define IS_FAILURE(vm, x) (mine[x].st == FAILED || mine[x].st == HALF_DELETED)
#else
#define IS_FAILURE(vm, x) (mine[x].st == (DELETING(vm, x) -> HALF_DELETED : FAILED))
#endif
#define SETTLED(vm, x)                                                                             \
    (mine[x].want == DEEP(vm, x) &&                                                                \
     (IS_FAILURE(vm, x) ||                                                                         \
      (UNTOUCHED(x) && mine[x].st == (DELETING(vm, x) -> DELETED : DONE))))

#ifdef MUTANT_GATE
#define IS(o, deep) (o.st == DONE)
#else
#define IS(o, deep) (o.st == DONE && o.want == (deep))
#endif
#ifdef MUTANT_MARK
#define MARKED(x) 0
#else
#define MARKED(x) doing_it[x]
#endif
#define LOCAL_IS(x, deep) (known[x] && !unsynced[x] && !running[x] && !BEGUN(x) && IS(mine[x], deep))
#define OPEN_FOR_RUN(vm, x)                                                                        \
    ((x) == A -> 1                                                                                 \
     : ((x) == B -> (!(READS_A(doing[vm]) || FOLLOWS_A) ||                                         \
                    (sees[vm] && (IS(other[vm], WANT(doing[vm], A)) ||                             \
                                  (FOLLOWS_A && DELIVERED(other[vm]) == WANT(doing[vm], A)))))     \
        : LOCAL_IS(B, WANT(doing[vm], B))))
/* Only a has consumers that stay: b, on the other VM. */
#define OPEN_FOR_DELETE(vm, x)                                                                     \
    ((x) != A || !sees[vm] || other[vm].st == DELETED ||                                           \
     (other[vm].st == DONE && other[vm].want == WANT(doing[vm], B)))
#define OPEN(vm, x) (DELETING(vm, x) -> OPEN_FOR_DELETE(vm, x) : OPEN_FOR_RUN(vm, x))
#define INPUT(vm, x)                                                                               \
    ((x) == A -> 0                                                                                 \
     : ((x) == B -> (READS_A(doing[vm]) -> VALUE(A, other[vm].ran / 4) : 0)                        \
        : VALUE(B, mine[B].ran / 4)))

/* Nothing to run: the cut-off. */
#define SAME(vm, x)                                                                                \
    (!DELETING(vm, x) && mine[x].st == DONE && UNTOUCHED(x) &&                                     \
     mine[x].ran == RAN(SPEC(doing[vm], x), INPUT(vm, x)))

/* Before a recipe changes what an outcome that says done tells of, the store has to know, and
 * before one starts that sends no signal. */
#define MAY_DECIDE(vm, x)                                                                          \
    (stage[vm] == LOADED && known[x] && !running[x] &&                                            \
     (SAME(vm, x) || (mine[x].st != DONE && !NO_SIGNAL(x)) || !exists[x] ||                        \
      (token[vm] == epoch[vm] && !dirty[x])) &&                                                    \
     (ENTRY(vm, x) || DELETING(vm, x)) && !SETTLED(vm, x) && OPEN(vm, x))

/* The other VM's component, watched while somebody here waits for it. */
#define WATCHED(vm) ((vm) == 0 -> B : A)
#define WAITS(vm, x) (known[x] && !running[x] && !SETTLED(vm, x) && !OPEN(vm, x))
#define WATCHES(vm)                                                                                \
    (stage[vm] == LOADED &&                                                                        \
     ((vm) == 0 -> DELETING(vm, A) && WAITS(vm, A) : ENTRY(vm, B) && WAITS(vm, B)))

#ifdef MUTANT_DELIVERED
#define TAKES_BACK (mine[A].delivered == 0)
#else
#define TAKES_BACK 1
#endif
inline decide(vm, x)
{
#if SCENARIO == 4
    assert(x != B || began[WANT(doing[vm], A)]); /* BEGUN */
    if
    :: x == A -> began[DEEP(vm, x)] = 1
    :: else
    fi;
#endif
    if
    :: DELETING(vm, x) && !BEGUN(x) && (mine[x].st == NONE || mine[x].st == DELETED) ->
        mine[x].st = DELETED;
        mine[x].want = DEEP(vm, x);
        printf("agent %d: settles %d, deleted\n", vm, x);
        dirty[x] = 1
    :: SAME(vm, x) ->
        mine[x].want = DEEP(vm, x); /* the cut-off */
        SET_DELIVERED(mine[x], 0)
        printf("agent %d: settles %d for %d\n", vm, x, mine[x].want);
        dirty[x] = 1
    :: else ->
        running[x] = (DELETING(vm, x) -> mine[x].ran : RAN(SPEC(doing[vm], x), INPUT(vm, x))) + 1;
        for_want[x] = DEEP(vm, x);
        is_delete[x] = DELETING(vm, x);
        assert(is_delete[x] || INPUT(vm, x) == TRUE_INPUT(doing[vm], x)); /* START */
        assert(is_delete[x] || begun[x] || !(on_disk[x].st == DONE &&
                                 on_disk[x].ran == running[x] - 1));      /* ONCE */
        assert(!(is_delete[x] && on_disk[x].st == DELETED));              /* ONCE */
        assert(is_delete[x] ||
               !(on_disk[x].st == FAILED && on_disk[x].want == for_want[x])); /* ONCE */
        begun[x] = 1;
        made[x] = (is_delete[x] -> 0 : running[x]);
        if /* accepted before the recipe starts */
        :: exists[x] && (stored[x].st == DONE || NO_SIGNAL(x)) && token[vm] == epoch[vm] ->
            doing_it[x] = 1
        :: else
        fi;
#if SCENARIO == 4
        if
        :: NO_SIGNAL(x) && TAKES_BACK ->
            mine[x].delivered = for_want[x];
            stored[x].delivered = (exists[x] -> for_want[x] : 0)
        :: else
        fi;
#endif
        printf("agent %d: starts %d for %d (delete: %d)\n", vm, x, for_want[x], is_delete[x]);
        if
        :: !is_delete[x] -> is_there[x] = 1
        :: else
        fi
    fi
}

/* Between the end of a recipe and the sync of its record nobody else can tell it from one that
 * still runs, so both are one step; scenario 1 has them apart, to see that it is so. */
#if SCENARIO == 1 || defined(MUTANT_JOURNAL)
#define SYNC(x) skip
#else
#define SYNC(x) to_disk(x)
#endif

inline end_run(x, result)
{
    runs[x]++;
    printf("%d ended: %d\n", x, result);
    mine[x].st = result;
    mine[x].want = for_want[x];
    mine[x].ran = running[x] - 1;
    mine[x].nth = runs[x];
    dirty[x] = 1;
    unsynced[x] = 1;
    if
    :: result == DELETED -> is_there[x] = 0
    :: else
    fi;
    running[x] = 0;
    for_want[x] = 0;
    is_delete[x] = 0;
    SYNC(x)
}

inline to_disk(x)
{
    COPY(on_disk[x], mine[x]);
    begun[x] = 0;
    unsynced[x] = 0
}

/* What store and journal know of a component: the journal is ahead if its run is not in the store. */
inline load(x)
{
    absent[x] = !exists[x];
    if
    :: !known[x] && on_disk[x].st != NONE && !(on_disk[x].st == DELETED && stored[x].st == NONE) &&
            (stored[x].st == NONE || stored[x].nth != on_disk[x].nth) ->
        COPY(mine[x], on_disk[x]);
        dirty[x] = exists[x]
    :: known[x] && mine[x].st != NONE && !(mine[x].st == DELETED && stored[x].st == NONE) &&
            (stored[x].st == NONE || stored[x].nth != mine[x].nth) ->
        dirty[x] = exists[x]
    :: else ->
        if
        :: !dirty[x] || !known[x] ->
            COPY(mine[x], stored[x]);
            dirty[x] = 0
        :: else
        fi
    fi;
    known[x] = 1;
    if
    :: !exists[x] -> dirty[x] = 0
    :: else
    fi
}

#define CAN_SEND(x) (dirty[x] && !absent[x] && (!unsynced[x] || MAY_SEND_UNSYNCED))
#ifdef MUTANT_JOURNAL
#define MAY_SEND_UNSYNCED 1
#else
#define MAY_SEND_UNSYNCED 0
#endif

inline report(vm, r)
{
    r.under_way = 1;
    r.epoch = token[vm];
    x = FIRST(vm);
    do
    :: x <= LAST(vm) ->
        if
        :: CAN_SEND(x) ->
            r.has[x] = 1;
            r.doing[x] = begun[x];
            COPY(r.o[x], mine[x])
        :: else
        fi;
        x++
    :: else -> break
    od;
    x = 0
}

inline answer(vm)
{
    x = FIRST(vm);
    do
    :: x <= LAST(vm) ->
        if
        :: now.has[x] && ok -> dirty[x] = 0
        :: now.has[x] && !ok -> absent[x] = !exists[x] /* without a node nobody asks */
        :: else
        fi;
        x++
    :: else -> break
    od;
    x = 0;
    ok = 0;
    forget_report(now)
}

inline lose_connection(vm)
{
    x = 0;
    stage[vm] = STARTED;
    token[vm] = 0;
    sees[vm] = 0;
    CLEAR(other[vm])
}

inline die(vm)
{
    lose_connection(vm);
    x = FIRST(vm);
    do
    :: x <= LAST(vm) ->
        CLEAR(mine[x]);
        known[x] = 0;
        absent[x] = 0;
        dirty[x] = 0;
        unsynced[x] = 0;
        running[x] = 0;
        for_want[x] = 0;
        is_delete[x] = 0;
        x++
    :: else -> break
    od;
    x = 0;
    stage[vm] = DOWN;
    doing[vm] = 0;
    doing_deletes[vm] = 0
}

#define ST(x) (MARKED(x) -> NONE : stored[x].st) /* with a mark it is good for nobody */
#define DIFFERS(p, x) (p.st != ST(x) || p.want != stored[x].want || p.ran != stored[x].ran || \
                       DELIVERED(p) != DELIVERED(stored[x]))
#define ANY_UNSYNCED(vm) (unsynced[FIRST(vm)] || unsynced[LAST(vm)])
#define ANY_TO_SEND(vm) (CAN_SEND(FIRST(vm)) || CAN_SEND(LAST(vm)))

proctype Agent(byte vm)
{
    byte x;
    bit ok;
end:
    do
    :: d_step { stage[vm] == DOWN -> stage[vm] = STARTED }
    /* Manifest first, then epoch, then outcomes. */
    :: d_step { stage[vm] == STARTED && manifest[vm] != 0 ->
        doing[vm] = manifest[vm];
        doing_deletes[vm] = deletes[vm];
        epoch[vm]++;
        token[vm] = epoch[vm];
        printf("agent %d: took over, epoch %d\n", vm, token[vm]);
        x = FIRST(vm);
        do
        :: x <= LAST(vm) -> load(x); x++
        :: else -> break
        od;
        x = 0;
        stage[vm] = LOADED }
    /* Watches: what has changed is read again, some time. */
    :: d_step { stage[vm] == LOADED &&
            (doing[vm] != manifest[vm] || doing_deletes[vm] != deletes[vm]) ->
        doing[vm] = manifest[vm];
        doing_deletes[vm] = deletes[vm];
        printf("agent %d: manifest %d deletes %d\n", vm, doing[vm], doing_deletes[vm]);
        sees[vm] = 0;
        CLEAR(other[vm]);
        x = FIRST(vm);
        do
        :: x <= LAST(vm) ->
            if
            :: absent[x] && !running[x] && (ENTRY(vm, x) || DELETING(vm, x)) ->
                known[x] = 0
            :: else
            fi;
            x++
        :: else -> break
        od;
        x = 0 }
    :: d_step { stage[vm] == LOADED && !known[FIRST(vm)] -> x = FIRST(vm); load(x); x = 0 }
    :: d_step { stage[vm] == LOADED && !known[LAST(vm)] -> x = LAST(vm); load(x); x = 0 }
    :: d_step { WATCHES(vm) && (sees[vm] != exists[WATCHED(vm)] ||
            DIFFERS(other[vm], WATCHED(vm))) ->
        sees[vm] = exists[WATCHED(vm)];
        other[vm].st = ST(WATCHED(vm));
        assert(other[vm].st != DONE || !running[WATCHED(vm)]); /* STILL */
#if SCENARIO == 4
        other[vm].delivered = stored[WATCHED(vm)].delivered;
        assert(other[vm].delivered == 0 ||
               made[A] == RAN(other[vm].delivered, 0) + 1); /* STILL */
#endif
        other[vm].want = stored[WATCHED(vm)].want;
        other[vm].ran = stored[WATCHED(vm)].ran }
    /* Recipes. They go on without a connection. */
    :: d_step { MAY_DECIDE(vm, FIRST(vm)) -> x = FIRST(vm); decide(vm, x); x = 0 }
    :: d_step { vm == 1 && MAY_DECIDE(vm, C) -> decide(vm, C) }
    :: d_step { running[FIRST(vm)] -> x = FIRST(vm);
        if
        :: is_delete[x] -> end_run(x, DELETED)
        :: else -> end_run(x, DONE)
        fi;
        x = 0 }
    :: d_step { vm == 1 && running[C] ->
        if
        :: is_delete[C] -> end_run(C, DELETED)
        :: else -> end_run(C, DONE)
        fi }
    :: d_step { running[FIRST(vm)] && failures > 0 -> failures--; x = FIRST(vm);
        if
        :: is_delete[x] -> end_run(x, HALF_DELETED)
        :: else -> end_run(x, FAILED)
        fi;
        x = 0 }
    /* Disk, then store. */
    :: d_step { ANY_UNSYNCED(vm) ->
        x = FIRST(vm);
        do
        :: x <= LAST(vm) ->
            if
            :: unsynced[x] -> to_disk(x)
            :: else
            fi;
            x++
        :: else -> break
        od;
        x = 0 }
    :: d_step { stage[vm] == LOADED && ANY_TO_SEND(vm) ->
        report(vm, now);
        apply_report(vm, now);
        printf("agent %d: reports (accepted: %d)\n", vm, ok);
        answer(vm) }
    /* What goes wrong. */
    :: atomic { stage[vm] == LOADED && disconnects > 0 && !stray[vm].under_way ->
        disconnects--;
        if /* a report may be on its way: it is to be sent again, and the first may yet arrive */
        :: ANY_TO_SEND(vm) && token[vm] -> d_step { report(vm, stray[vm]) }
        :: skip
        fi;
        d_step { printf("agent %d: disconnected\n", vm); lose_connection(vm) } }
    :: atomic { stage[vm] != DOWN && agent_kills > 0 && !stray[vm].under_way ->
        agent_kills--;
        if
        :: ANY_TO_SEND(vm) && token[vm] -> d_step { report(vm, stray[vm]) }
        :: skip
        fi;
        if /* what was written but not synced survives the process, not always the machine */
        :: ANY_UNSYNCED(vm) ->
            d_step {
                x = FIRST(vm);
                do
                :: x <= LAST(vm) ->
                    if
                    :: unsynced[x] -> to_disk(x)
                    :: else
                    fi;
                    x++
                :: else -> break
                od;
                x = 0 }
        :: skip
        fi;
        d_step { printf("agent %d: killed\n", vm); die(vm) } }
    od
}

/* ---- the end -------------------------------------------------------------------- */

#define OK(x)                                                                                      \
    (exists[x] && stored[x].st == DONE && stored[x].want == WANT(LAST_MODEL, x) &&                 \
     stored[x].ran == RAN(SPEC(LAST_MODEL, x), TRUE_INPUT(LAST_MODEL, x)) && is_there[x] &&        \
     made[x] == stored[x].ran + 1)
#define ROOT(x) (exists[x] && stored[x].st == FAILED && stored[x].want == WANT(LAST_MODEL, x))
#define BLOCKED_B (READS_A(LAST_MODEL) && ROOT(A))
#define GONE(x) ((!exists[x] || stored[x].st == DELETED) && !is_there[x])

init
{
    byte i;
    atomic {
        do
        :: i < FAULTS ->
            if
            :: planner_kills++
#ifndef ONLY_PLANNERS
            :: agent_kills++
            :: disconnects++
            :: failures++
#endif
            :: skip
            fi;
            i++
        :: else -> break
        od;
        i = 0;
        run Planner();
        run Agent(0);
        run Agent(1)
    }
    timeout ->
    assert(planner_over && head_phase == GO && head_model == LAST_MODEL);
#if SCENARIO == 2
    assert(GONE(A) || stored[A].st == HALF_DELETED || ROOT(B));     /* END */
#else
    assert(OK(A) || ROOT(A));                                       /* END */
#endif
    assert(OK(B) || ROOT(B) || BLOCKED_B);                          /* END */
#if SCENARIO == 0 || SCENARIO == 4
    assert(GONE(C) || stored[C].st == HALF_DELETED);                /* END */
#else
    assert(OK(C) || ROOT(C) || ROOT(B) || BLOCKED_B)                /* END */
#endif
}
