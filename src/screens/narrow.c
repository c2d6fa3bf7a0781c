/* Narrowing lists by a text. */
#include "narrow.h"

#include <string.h>

void narrow_init(Narrow *narrow, WfDesk *desk, bool (*has)(gpointer, guint, const char *),
                 void (*changed)(gpointer), gpointer data)
{
    *narrow = (Narrow){.desk = desk,
                       .rows = g_array_new(FALSE, FALSE, sizeof(guint)),
                       .has = has,
                       .changed = changed,
                       .data = data};
}

void narrow_clear(Narrow *narrow)
{
    g_array_unref(narrow->rows);
    g_free(narrow->text);
}

void narrow_fill(Narrow *narrow, guint n_items)
{
    g_array_set_size(narrow->rows, 0);
    for (guint i = 0; i < n_items; i++)
        if (!narrow->text || narrow->has(narrow->data, i, narrow->text))
            g_array_append_val(narrow->rows, i);
}

static void set(Narrow *narrow, const char *text)
{
    g_autofree char *before = narrow->text;
    narrow->text = text && text[0] ? g_strdup(text) : NULL;
    narrow->changed(narrow->data);
}

static bool check(WfApp *app, const char *text, GString *remark, gpointer data)
{
    (void)app;
    Narrow *narrow = data;
    set(narrow, text);
    g_string_append_printf(remark, "%u", narrow->rows->len);
    return narrow->rows->len > 0;
}

static void done(WfApp *app, const char *text, gpointer data)
{
    (void)app;
    set(data, text);
}

bool narrow_command(Narrow *narrow, const char *id, const char *args)
{
    if (g_str_equal(id, "search")) {
        if (args[0])
            set(narrow, args);
        else
            wf_app_prompt(narrow->desk->app, &(WfPrompt){.label = "/",
                                                         .text = narrow->text,
                                                         .history = "searches",
                                                         .check = check,
                                                         .done = done,
                                                         .data = narrow});
        return true;
    }
    if ((g_str_equal(id, "clear-filter") || g_str_equal(id, "cancel")) && narrow->text) {
        set(narrow, NULL);
        return true;
    }
    return false;
}

void narrow_info(const Narrow *narrow, GString *text)
{
    if (narrow->text)
        g_string_append_printf(text, "/%s: %u  ", narrow->text, narrow->rows->len);
}

bool narrow_has(const char *text, const char *needle)
{
    if (!text)
        return false;
    g_autofree char *a = g_utf8_casefold(text, -1), *b = g_utf8_casefold(needle, -1);
    return strstr(a, b) != NULL;
}
