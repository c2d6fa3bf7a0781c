/* The live side of the desk: where the zNodes are that the screens compare with and
 * follow, how fresh what is known of them is, and the run they tell of. There is always
 * one (desk->live, desk->run), and it is nowhere at first.
 *
 * Screens hear of changes (WF_NEWS_LIVE, _STATES, _RUN) about ten times a second at most,
 * however many events there are, and ask for wf_desk_run_progress() anew each time: it may
 * be another one then.
 *
 *     wf_live_connect(desk->live, "private", NULL);
 *     WfProgress *p = wf_desk_run_progress(desk->run);
 *
 * The fields are there to be read; only the desk's files write them. */
#pragma once

#include <weft/desk.h>
#include <weft/keys.h>
#include <weft/progress.h>
#include <weft/replay.h>
#include <weft/server.h>
#include <weft/store.h>

typedef enum {
    WF_LIVE_NOTHING,
    WF_LIVE_SERVERS,   /* an ensemble: --zk, :connect HOSTS */
    WF_LIVE_PRIVATE,   /* a server of our own: :connect private */
    WF_LIVE_REHEARSAL, /* lent by a run on this machine */
    WF_LIVE_REPLAY,    /* lent by the journal of a run that is over: no store */
} WfLiveSource;

typedef enum {
    WF_LIVE_OFF,
    WF_LIVE_CONNECTING, /* trouble, if there is any: why it takes so long */
    WF_LIVE_READING,    /* connected; not everything was read yet */
    WF_LIVE_FOLLOWING,
    WF_LIVE_STALE,  /* was connected: what is known stays, and grows old */
    WF_LIVE_FAILED, /* trouble says why and what to do */
} WfLiveState;

struct WfLive {
    WfDesk *desk;
    WfLiveSource source;
    WfLiveState state;
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

/* "private", or servers "HOST[:PORT],...[/CHROOT]"; @stack NULL: the desk's, else one made of the
 * model's file name. Whatever was armed is not any more. Returns at once; what comes of it is told
 * to the screens and in messages. */
void wf_live_connect(WfLive *live, const char *where, const char *stack);
void wf_live_disconnect(WfLive *live);

bool wf_live_is_connected(const WfLive *live); /* the store can be asked now */
bool wf_live_is_stale(const WfLive *live);
/* For the title: "zk 127.0.0.1:2181/app  stack shop  gen 3 go"; "" if nothing is connected. Not yet
 * safe to show. Caller frees. */
char *wf_live_head(const WfLive *live);
/* While it is stale: "stale 14 s, again in 2 s". Caller frees. */
char *wf_live_age(const WfLive *live);
/* "zk1:2181/app", or what stands for a server of our own. */
const char *wf_live_where(const WfLive *live);
/* A key to compare with where nothing is connected: the stack's, else one of nobody. Caller frees.
 */
WfKeys *wf_live_keys_to_compare(const WfLive *live, const char *stack);
/* The name the stack of the desk's model gets if nobody says another, "shop" of
 * "samples/shop.yaml"; an update is one of the stack that the old model is. Caller frees. */
char *wf_live_usual_stack(const WfDesk *desk);

/* --- the run: what the stack does now, or did, as far as it is followed --- */
/* What time it is there, and which nodes of the model its rows are. */
struct WfDeskRun {
    WfDesk *desk;
    struct RunMap *map;
    const WfReplay *replay; /* that has the clock; NULL: it is the real one */
    bool over;              /* nothing is left to do */
    guint64 generation;     /* that began belongs to */
    bool exact;             /* its outcomes were asked for, */
    bool asked;             /* and are not all there yet */
    const WfProgress *told; /* what was news last, and its shape */
    guint64 told_shape;
    gint64 ended;
    gint64 began, asked_at; /* see wf_desk_run_began(), and at what time that was found */
    gint64 left, left_at; /* see wf_desk_run_left(), and at what time that was found; 0: not yet */
    struct LiveLog *log;
};

/* What is shown: NULL while nothing is known. */
WfProgress *wf_desk_run_progress(const WfDeskRun *run);
/* The clock of what is shown, in ms since 1970: a replay has its own. */
gint64 wf_desk_run_now(const WfDeskRun *run);
/* When the run began, and how long it has taken; 0: nothing ran yet. */
gint64 wf_desk_run_began(const WfDeskRun *run);
gint64 wf_desk_run_elapsed(const WfDeskRun *run);
/* How much longer it will take, as wf_progress_remaining_ms() has it; found anew when a state has
 * changed, else twice a second, for all rows are looked at. */
gint64 wf_desk_run_left(WfDeskRun *run);
void wf_desk_run_find_times(WfDeskRun *run); /* anew, as the clock may stand elsewhere */
/* Something may have changed: finds out what, and tells it. */
void wf_desk_run_renew(WfDeskRun *run);

/* What a node does, and its row; NULL: nothing is known. */
const WfRow *wf_desk_run_row_of_node(const WfDeskRun *run, guint32 node, guint32 *ret_row);
WfThing wf_desk_run_thing_of_row(const WfDeskRun *run, guint32 row);
/* Does the filter let it through? @run is a WfDeskRun. */
bool wf_desk_run_is_shown(gpointer run, guint32 row);

/* --- runs that come from here --- */
bool wf_desk_rehearses(const WfDesk *desk);    /* one on this machine, and it is not over yet */
bool wf_desk_replay_plays(const WfDesk *desk); /* its time goes on by itself */
/* "replay 2x, change 12 of 40"; nothing if there is none. */
void wf_desk_replay_info(const WfDesk *desk, bool ascii, GString *text);

/* --- for command tables --- */
WF_DO(rehearse);
WF_DO(replay_play);
WF_DO(replay_faster);
WF_DO(replay_slower);
WF_DO(replay_next);
WF_DO(replay_previous);
WF_DO(replay_begin);
WF_DO(replay_end);
WF_DO(replay_go);
const char *wf_why_no_replay(gpointer app);
const char *wf_why_not_rehearse(gpointer app);
