/* Lists that `/` narrows to the rows with a text: findings, messages. */
#pragma once

#include <weft/desk.h>

typedef struct {
    WfDesk *desk;
    char *text;   /* NULL: all rows */
    GArray *rows; /* of guint: numbers of the items shown */
    bool (*has)(gpointer data, guint item, const char *text);
    void (*changed)(gpointer data); /* fills it again and shows it */
    gpointer data;
} Narrow;

void narrow_init(Narrow *narrow, WfDesk *desk, bool (*has)(gpointer, guint, const char *),
                 void (*changed)(gpointer), gpointer data);
void narrow_clear(Narrow *narrow);
void narrow_fill(Narrow *narrow, guint n_items);
/* "search" and "clear-filter"; false: another command. */
bool narrow_command(Narrow *narrow, const char *id, const char *args);
void narrow_info(const Narrow *narrow, GString *text);
/* Is @needle in @text, in any case? @text may be NULL. */
bool narrow_has(const char *text, const char *needle);
