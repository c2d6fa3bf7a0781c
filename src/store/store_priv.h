/* What the files of the base share. */
#pragma once

#include "weft/store_backend.h"

WfRequest *wf_request_new(WfStore *store, WfRequestKind kind, const char *path, WfReplyFunc done,
                          gpointer user);
/* Hands the request to the backend, or finishes it with what is wrong with it. */
void wf_request_submit(WfRequest *request, WfWatchFunc watch, gpointer watch_user);

/* A request no backend has: whoever made it finishes it, when what it stands for is done.
 * So it can be forgotten, and is answered in its turn, like any other. */
WfRequest *wf_request_promise(WfStore *store, const char *path, WfReplyFunc done, gpointer user);

/* May it be sent? @failed is set to the op at fault. */
WfRc wf_request_check(const WfRequest *request, guint *failed);

/* The part of wf_store_forget() that concerns wf_store_get_many(). */
void wf_many_forget(WfStore *store, gpointer user);
