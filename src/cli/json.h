/*
 * src/cli/json.h: values of the JSON that subcommands print; what is absent is null.
 */
#ifndef COURANT_CLI_JSON_H
#define COURANT_CLI_JSON_H

#include <courant/base.h>

#include <jansson.h>

json_t *json_of(str s);         /* a string; null when it is empty */
json_t *json_id(int64_t id);    /* null when it is 0 */
json_t *json_time(int64_t at);  /* ISO 8601 UTC; null when it is 0 */
void json_print(json_t *value); /* one line; takes the reference */

#endif
