/* Which code carries out which function, in which version. */
#include "eval_priv.h"

static const Rule rules[WF_N_FN] = {
    [WF_FN_GET_PARAM] = {.apply = wf_apply_get_param, .apply_open = wf_apply_open_param},
    [WF_FN_GET_RESOURCE] = {.apply = wf_apply_get_resource},
    [WF_FN_GET_ATTR] = {.check = wf_check_get_attr,
                        .apply = wf_apply_get_attr,
                        .apply_open = wf_apply_open_attr,
                        .keep = 2},
    [WF_FN_GET_FILE] = {.apply = wf_apply_get_file},
    [WF_FN_STR_REPLACE] = {.check = wf_check_replace, .apply = wf_apply_replace, .keep = KEEP_ALL},
    [WF_FN_STR_REPLACE_STRICT] = {.check = wf_check_replace,
                                  .apply = wf_apply_replace,
                                  .keep = KEEP_ALL},
    [WF_FN_STR_REPLACE_VSTRICT] = {.check = wf_check_replace,
                                   .apply = wf_apply_replace,
                                   .keep = KEEP_ALL},
    [WF_FN_LIST_JOIN] = {.check = wf_check_join_lists, .apply = wf_apply_join_lists, .keep = 1},
    [WF_FN_RESOURCE_FACADE] = {.check = wf_check_facade, .apply = wf_apply_facade},
    [WF_FN_REPEAT] = {.check = wf_check_repeat, .apply = wf_apply_repeat, .keep = KEEP_ALL},
    [WF_FN_DIGEST] = {.apply = wf_apply_digest},
    [WF_FN_STR_SPLIT] = {.check = wf_check_split, .apply = wf_apply_split},
    [WF_FN_MAP_MERGE] = {.apply = wf_apply_merge, .apply_open = wf_apply_open_merge},
    [WF_FN_MAP_REPLACE] = {.apply = wf_apply_map_replace},
    [WF_FN_YAQL] = {.check = wf_check_yaql, .apply = wf_apply_unknown, .keep = KEEP_ALL},
    [WF_FN_IF] = {.special = wf_special_if},
    [WF_FN_FILTER] = {.check = wf_check_two, .apply = wf_apply_filter, .keep = KEEP_ALL},
    [WF_FN_MAKE_URL] = {.check = wf_check_url, .apply = wf_apply_url},
    [WF_FN_LIST_CONCAT] = {.apply = wf_apply_concat, .apply_open = wf_apply_open_concat},
    [WF_FN_LIST_CONCAT_UNIQUE] = {.apply = wf_apply_concat},
    [WF_FN_CONTAINS] = {.check = wf_check_two, .apply = wf_apply_contains, .keep = KEEP_ALL},
    [WF_FN_EQUALS] = {.check = wf_check_two,
                      .apply = wf_apply_equals,
                      .apply_open = wf_apply_open_equals,
                      .keep = KEEP_ALL},
    [WF_FN_NOT] = {.special = wf_special_not},
    [WF_FN_AND] = {.special = wf_special_and_or},
    [WF_FN_OR] = {.special = wf_special_and_or},
    [WF_FN_AWS_REF] = {.check = wf_check_ref, .apply = wf_apply_ref},
    [WF_FN_AWS_GET_AZS] = {.apply = wf_apply_unknown},
    [WF_FN_AWS_JOIN] = {.check = wf_check_join, .apply = wf_apply_join, .keep = KEEP_ALL},
    [WF_FN_AWS_SPLIT] = {.check = wf_check_aws_split,
                         .apply = wf_apply_aws_split,
                         .keep = KEEP_ALL},
    [WF_FN_AWS_REPLACE] = {.check = wf_check_aws_replace,
                           .apply = wf_apply_aws_replace,
                           .keep = KEEP_ALL},
    [WF_FN_AWS_BASE64] = {.apply = wf_apply_base64},
    [WF_FN_AWS_MEMBER_LIST] = {.check = wf_check_member_list,
                               .apply = wf_apply_member_list,
                               .keep = KEEP_ALL},
    [WF_FN_AWS_FACADE] = {.check = wf_check_facade, .apply = wf_apply_facade},
    [WF_FN_AWS_SELECT] = {.check = wf_check_select, .apply = wf_apply_select, .keep = KEEP_ALL},
};

/* Before 2015-10-15 list_join took one list. */
static const Rule old_list_join = {
    .check = wf_check_join, .apply = wf_apply_join, .keep = KEEP_ALL};

const Rule *wf_rule(WfFunction fn, WfHotVersion version)
{
    if (fn == WF_FN_LIST_JOIN && version < WF_HOT_2015_10_15)
        return &old_list_join;
    return &rules[fn];
}
