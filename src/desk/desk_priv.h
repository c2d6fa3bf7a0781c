/* What the files of the desk have between them. */
#pragma once

#include <weft/desk.h>

typedef struct Reading Reading;
typedef struct Watch Watch;

/* --- desk.c --- */
void desk_tell(WfDesk *desk, WfNews news);
bool desk_load_models(WfDesk *desk);
void desk_start_check(WfDesk *desk); /* findings follow when there is time */
void desk_stop_check(WfDesk *desk);  /* before the app ends */
/* Takes out of the findings those that are in @out too, and adds those of @in. */
void desk_replace_findings(WfDesk *desk, const WfFindings *out, const WfFindings *in);
void desk_free_models(WfDesk *desk);
/* A loaded model takes the place of what there is; the model it replaces, if any, and the findings
 * are taken over. */
void desk_take_again(WfDesk *desk, WfModel *model, WfModel *old, WfFindings *findings);
/* The desk's own files cannot be read any more: the model stays, the findings are taken over. */
void desk_keep_last_good(WfDesk *desk, WfFindings *findings, const GError *error);
/* Why a model cannot be read: its first finding, with its place, else the error. Caller frees. */
char *desk_first_trouble(const WfFindings *findings, const GError *error);
/* How the model of @path is read, unless it is there already: then it is returned. Caller unrefs.
 */
WfModel *desk_model_of(const WfDesk *desk, const char *path, WfModelOptions *ret_options);

/* --- reading.c --- */
void reading_stop(WfDesk *desk);
/* The stack is called @name: a model that uses its name is another one then. */
void desk_set_stack(WfDesk *desk, const char *name);

/* --- watch.c: calls @changed when one of the model's files changed --- */
Watch *watch_new(WfDesk *desk, void (*changed)(WfDesk *desk));
void watch_free(Watch *watch);
void watch_look(Watch *watch); /* the files are about to be read: what changes now is news */

/* --- accepted.c: the model that a stack has accepted --- */
/* As soon as it is another one, it is read, and shown where the old one was. */
void accepted_follow(WfDesk *desk);

/* --- view_facts.c: what the view is told by the plan and by the run --- */
void view_facts_start(WfDesk *desk);

/* --- filter.c, marks.c --- */
void filter_open(WfDesk *desk); /* with the saved ones */
void marks_free(WfDesk *desk);
