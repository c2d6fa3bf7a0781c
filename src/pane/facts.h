/* What there is to say about a thing, as rows of text: the detail pane's data. */
#pragma once

#include <weft/pane.h>

typedef struct {
    WfRole role;
    bool heading;
    char *text;   /* visible */
    WfThing link; /* where Enter goes */
    char *path;   /* and `e`: file and line; or NULL */
    guint line;
} Fact;

/* Facts about @thing of desk->model, wrapped at @width columns. GPtrArray of Fact. */
GPtrArray *facts_about(WfDesk *desk, WfThing thing, int width, bool ascii);
/* About finding number @i: all of its text, the source line, related places. */
GPtrArray *facts_about_finding(WfDesk *desk, guint i, int width, bool ascii);
/* About an item of desk->plan: reasons, what changed in recipe and inputs. */
GPtrArray *facts_about_item(WfDesk *desk, guint32 item, int width, bool ascii);

/* About a row of the run, or WF_DETAIL_SUMMARY. */
GPtrArray *facts_about_run(WfDesk *desk, int row, int width, bool ascii);

/* About an item of the placement, or a vertex of the datacenter. */
GPtrArray *facts_about_spot(WfDesk *desk, bool item, guint32 number, int width, bool ascii);

/* A value as one line of visible text, bounded; masked if it may hold a secret. */
char *facts_value(const WfModel *m, WfExpr expr, bool secret);
/* "db.install.url" for a read, "@db.first_address" for a fact of a VM ... */
char *facts_source(const WfModel *m, const WfRead *read);
/* The recipe of an action as text; secrets masked. NULL: none. */
char *facts_recipe(const WfModel *m, WfId component, WfActions action);
