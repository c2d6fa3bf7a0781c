/* What the files of the base share. */
#pragma once

#include "weft/store_backend.h"

/* ---- the queues (queues.c) ---- */

void wf_item_put(GQueue *queue, WfItem *item);
/* Its caller will be told, in its turn. */
void wf_store_make_ready(WfStore *store, WfItem *item);

/* ---- watches (watches.c) ---- */

/* The request is to set a watch; false if there is no room for one more. */
bool wf_watch_ask(WfRequest *request, WfWatchFunc func, gpointer user);
/* Its read has ended; @armed: so that the watch is set. */
void wf_watch_answered(WfRequest *request, bool armed);
void wf_asker_tell(WfStore *store, WfItem *item); /* frees it */
void wf_asker_forget(WfAsker *asker, gpointer user);
/* The part of wf_store_forget() that concerns watches that are set. */
void wf_watches_forget(WfStore *store, gpointer user);

/* ---- one request (submit.c) ---- */

WfRequest *wf_request_new(WfStore *store, WfRequestKind kind, const char *path, WfReplyFunc done,
                          gpointer user);
void wf_request_free(WfRequest *request);
/* Hands the request to the backend, or finishes it with what is wrong with it. */
void wf_request_submit(WfRequest *request, WfWatchFunc watch, gpointer watch_user);

/* A request no backend has: whoever made it finishes it, when what it stands for is done.
 * So it can be forgotten, and is answered in its turn, like any other. */
WfRequest *wf_request_promise(WfStore *store, const char *path, WfReplyFunc done, gpointer user);

/* ---- many requests (requests.c) ---- */

/* The part of wf_store_forget() that concerns wf_store_get_many(). */
void wf_many_forget(WfStore *store, gpointer user);
