/* What every store promises, as cases that do not know which one they test.
 *
 * A Harness makes stores and lets time pass; each case runs below a root of
 * its own. The `do_` helpers submit one request and wait for its answer. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "weft/store.h"

typedef struct Harness Harness;
struct Harness {
    WfStore *(*open)(Harness *h, int timeout_ms); /* not yet connected */
    void (*cut)(Harness *h, WfStore *store);
    void (*mend)(Harness *h, WfStore *store);
    void (*step)(Harness *h); /* lets the main context run, and a little time pass */
    int timeout_ms;           /* a short session timeout */
    char *root;               /* exists, empty, open to anyone */
    guint n_cases;
    gpointer own;
};

/* Iterates until the condition holds; fails the case if it never does. */
#define WAIT_FOR(h, condition)                                                                     \
    for (gint64 give_up_ = g_get_monotonic_time() + 120 * G_USEC_PER_SEC; !(condition);) {         \
        if (g_get_monotonic_time() > give_up_)                                                     \
            fail_msg("%s never came about", #condition);                                           \
        (h)->step(h);                                                                              \
    }

/* A connected store, and what was heard of it. */
typedef struct {
    WfStore *store;
    WfStoreState states[32];
    guint n_states;
    gint64 session;
} Client;

Client *client_new(Harness *h);
void client_free(Client *client); /* closes the store unless that was done and set to NULL */

/* A path below the case's root. Valid until the next but 15. */
const char *at(Harness *h, const char *name);

/* The copy of an answer. */
typedef struct {
    bool came;
    WfRc rc;
    GString *data;
    WfStat stat;
    bool has_stat;
    char **children;
    WfAcl *acl;
    char *path;
    guint index;
    gint32 versions[8];
    bool watching;
} Answer;

void answer_clear(Answer *answer);
void on_answer(WfStore *store, const WfReply *reply, gpointer answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Answer, answer_clear)

WfRc do_create(Harness *h, Client *c, const char *name, const char *value);
WfRc do_create_with(Harness *h, Client *c, const char *name, const char *value, WfAcl *acl,
                    bool ephemeral);
WfRc do_set(Harness *h, Client *c, const char *name, const char *value, gint32 version);
WfRc do_delete(Harness *h, Client *c, const char *name, gint32 version);
WfRc do_exists(Harness *h, Client *c, const char *name);
Answer do_get(Harness *h, Client *c, const char *name);
Answer do_multi(Harness *h, Client *c, WfOps *ops);

/* What a watch had. */
typedef struct {
    guint n;
    WfWatchEvent last;
    char path[512];
} Seen;

void on_watch(WfStore *store, WfWatchEvent event, const char *path, gpointer seen);

void case_setup(Harness *h);

extern const struct CMUnitTest contract_nodes[], contract_sessions[], contract_many[];
extern const size_t n_contract_nodes, n_contract_sessions, n_contract_many;

/* Runs every case with @h as its state; the number that failed. */
int run_contract(Harness *h);
