/* The fake's tree (fake_tree.c), as its server (fake.c) uses it. */
#pragma once

#include "weft/store_backend.h"

typedef struct {
    char *path;
    char *data;
    gsize size;
    WfStat stat;
    WfAcl *acl;
    GHashTable *children; /* set of names, or NULL */
} FakeNode;

typedef struct {
    GHashTable *nodes;                                /* path -> FakeNode */
    GHashTable *data_watches, *child_watches;         /* path -> GPtrArray of WfWatch */
    void (*fire)(WfWatch *watch, WfWatchEvent event); /* tells the session, or keeps it for it */
    gint64 zxid;
    gint64 now_ms;
} FakeTree;

/* Who asks: the session's number and identities (strings as wf_identity() makes). */
typedef struct {
    gint64 session;
    GPtrArray *identities;
} FakeAsker;

FakeTree *fake_tree_new(void (*fire)(WfWatch *watch, WfWatchEvent event));
void fake_tree_free(FakeTree *tree);

/* Carries out a request and fills in its results; does not finish it. Watches that are
 * due are fired, one that the request asks for is registered. */
WfRc fake_tree_apply(FakeTree *tree, const FakeAsker *asker, WfRequest *request);

void fake_tree_end_session(FakeTree *tree, gint64 session); /* deletes its ephemeral nodes */
void fake_tree_drop_watches(FakeTree *tree, const WfStore *store);
guint fake_tree_n_watches(const FakeTree *tree);
