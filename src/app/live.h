/* The live side of the desk: where the zNodes are that the screens compare with
 * and follow, and how fresh what is known of them is. There is always one, and it
 * is nowhere at first.
 *
 * A connection of its own (servers, a private one) is made and followed here. What
 * runs elsewhere (a rehearsal, a replay) lends its parts with live_lend() and takes
 * them back when something else comes in its place. Screens hear of changes about
 * ten times a second at most, however many events there are, and read
 * live_progress() anew each time: it may be another one then. */
#pragma once

#include <weft/keys.h>
#include <weft/progress.h>
#include <weft/server.h>
#include <weft/store.h>
#include "desk.h"

typedef enum {
    LIVE_NOTHING,
    LIVE_SERVERS,   /* an ensemble: --zk, :connect HOSTS */
    LIVE_PRIVATE,   /* a server of our own: :connect private */
    LIVE_REHEARSAL, /* lent by a run on this machine */
    LIVE_REPLAY,    /* lent by the journal of a run that is over: no store */
} LiveSource;

typedef enum {
    LIVE_OFF,
    LIVE_CONNECTING, /* trouble, if there is any: why it takes so long */
    LIVE_READING,    /* connected; not everything was read yet */
    LIVE_FOLLOWING,
    LIVE_STALE,  /* was connected: what is known stays, and grows old */
    LIVE_FAILED, /* trouble says why and what to do */
} LiveState;

struct Live {
    Desk *desk;
    LiveSource source;
    LiveState state;
    char *hosts, *stack;
    char *trouble;        /* NULL: none */
    WfStore *store;       /* NULL: there is none (yet) */
    WfKeys *keys;         /* NULL: none; without a key file one of this process */
    bool real;            /* what is lent runs the real recipes */
    bool has_key;         /* it is the stack's, from its file, or of what lends it */
    WfProgress *progress; /* NULL: nothing known */
    gint64 stale_since;   /* monotonic, µs; 0: it is fresh */

    WfServer *server;
    WfFollow *follow;
    void (*end)(gpointer data); /* of what lends: takes back what it lent */
    gpointer lender;
    bool busy;       /* told the app so: scripts wait for it */
    bool telling;    /* screens are about to hear of a new state: scripts wait for that */
    bool connected;  /* once, in this session */
    bool disarmed;   /* by what it came from: said again when it is there */
    guint64 awaited; /* a generation that was just written: what is known is older; or 0 */
    guint change_source, second_source, gone_source;
    gint64 told_at;
};

Live *live_new(Desk *desk);
void live_free(Live *live);

/* "private", or servers "HOST[:PORT],...[/CHROOT]"; @stack NULL: the desk's, else one made of the
 * model's file name. Whatever was armed is not any more. Returns at once; what comes of it is told
 * to the screens and in messages. */
void live_connect(Live *live, const char *where, const char *stack);
void live_disconnect(Live *live);

/* What runs elsewhere: it fills in store, keys, progress and hosts itself, which stay its own, and
 * tells by live_set_state(). @end is called once, before anything else comes in its place or the
 * app ends, and must not call back. */
void live_lend(Live *live, LiveSource source, const char *stack, void (*end)(gpointer data),
               gpointer lender);
void live_set_state(Live *live, LiveState state, const char *trouble);
/* This generation was just written: until it was read the state is READING again. */
void live_await(Live *live, guint64 generation);
/* Something that is followed changed. */
void live_changed(Live *live);

WfProgress *live_progress(const Live *live); /* NULL: nothing known */
bool live_is_connected(const Live *live);    /* the store can be asked now */
bool live_is_stale(const Live *live);
/* For the title: "zk 127.0.0.1:2181/app  stack shop  gen 3 go"; "" if nothing is connected. Not yet
 * safe to show. Caller frees. */
char *live_head(const Live *live);

/* While it is stale: "stale 14 s, again in 2 s". Caller frees. */
char *live_age(const Live *live);
/* "zk1:2181/app", or what stands for a server of our own. */
const char *live_where(const Live *live);
/* Where the stack's master key is, or will be. Caller frees. */
char *live_key_path(const Live *live, const char *stack);
/* A key to compare with where nothing is connected: the stack's, else one of nobody. Caller frees.
 */
WfKeys *live_keys_to_compare(const Live *live, const char *stack);
/* Writes the key in use to the stack's file, if it has none yet. */
bool live_make_key(Live *live, GError **error);
/* The name a model's stack gets if nobody says another: "shop" of "samples/shop.yaml". */
char *live_stack_of(const char *path);
/* The same for the desk's model; an update is one of the stack that the old model is. */
char *live_usual_stack(const Desk *desk);
