/* The names of the filter language, and the nearest one to a misspelt name. */
#include "query_priv.h"

#include "weft/text.h"

#define NAME(code, name) name,
const char *const query_text_names[] = {WF_QUERY_TEXT_TABLE(NAME) NULL};
const char *const query_number_names[] = {WF_QUERY_NUMBER_TABLE(NAME) NULL};
const char *const query_flag_names[] = {WF_QUERY_FLAG_TABLE(NAME) NULL};
const char *const query_function_names[] = {"up", "down", "near", "path", "wave", NULL};
static const char *const all_fields[] = {
    WF_QUERY_TEXT_TABLE(NAME) WF_QUERY_NUMBER_TABLE(NAME) NULL,
};
#undef NAME

static int find(const char *const *names, const char *name, gsize len)
{
    for (int i = 0; names[i] != NULL; i++)
        if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
            return i;
    return -1;
}

int query_find_function(const char *name, gsize len)
{
    return find(query_function_names, name, len);
}

int query_find_flag(const char *name, gsize len)
{
    return find(query_flag_names, name, len);
}

bool query_find_field(const char *name, gsize len, QueryField *ret_field)
{
    int number = find(query_number_names, name, len);
    if (number >= 0) {
        *ret_field = (QueryField){.is_number = true, .number = (WfQueryNumber)number};
        ret_field->is_time = number == WF_QUERY_NUMBER_TOOK || number == WF_QUERY_NUMBER_AGE;
        return true;
    }
    const char *dot = memchr(name, '.', len);
    int text = find(query_text_names, name, dot == NULL ? len : (gsize)(dot - name));
    bool needs_key = text == WF_QUERY_TEXT_LABEL || text == WF_QUERY_TEXT_PROP;
    if (text < 0 || needs_key != (dot != NULL) || (dot != NULL && dot + 1 == name + len))
        return false;
    *ret_field = (QueryField){.text = (WfQueryText)text};
    if (dot != NULL)
        ret_field->key = g_strndup(dot + 1, len - (gsize)(dot + 1 - name));
    return true;
}

const char *query_near_field(const char *name)
{
    return wf_text_nearest(name, all_fields);
}

const char *query_near_function(const char *name)
{
    return wf_text_nearest(name, query_function_names);
}
