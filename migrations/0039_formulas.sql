-- What formulas are computed with (docs/decisions/0018-formulas.md). None of them raises, whatever it is given; none calls another or depends on a setting, so that an index can hold
-- what they give. Nothing stands for what cannot be computed.

-- As a number is kept: 15 digits, 8 of them behind the point.
create function formula_number(n numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  if n = 'NaN' or abs(n) >= 999999999999999.5 then return null; end if;
  return trim_scale(round(n, greatest(0, least(8, 15 - length(trunc(abs(n))::text)))));
end
$$;
--> statement-breakpoint

-- `how`: 0 to the nearest, 1 away from zero, -1 towards it. What a division has left behind the twelfth place does not count.
create function formula_round(n numeric, places numeric, how int) returns numeric language plpgsql immutable strict parallel safe as $$
declare
  at int := greatest(-15, least(8, trunc(places)));
  cut numeric;
begin
  if how = 0 then return round(n, at); end if;
  cut := trunc(round(n, 12), at);
  if how = 1 and cut <> round(n, 12) then cut := cut + sign(n) * ('1e' || -at)::numeric; end if;
  return cut;
end
$$;
--> statement-breakpoint

-- With the sign of the divisor, as spreadsheets have it.
create function formula_mod(n numeric, divisor numeric) returns numeric language plpgsql immutable strict parallel safe as $$
declare
  rest numeric;
begin
  if divisor = 0 then return null; end if;
  rest := mod(n, divisor);
  return case when rest <> 0 and sign(rest) <> sign(divisor) then rest + divisor else rest end;
end
$$;
--> statement-breakpoint

create function formula_sqrt(n numeric) returns numeric language plpgsql immutable strict parallel safe as $$
begin
  return case when n >= 0 then sqrt(n) end;
end
$$;
--> statement-breakpoint

create function formula_value(given text) returns numeric language plpgsql immutable strict parallel safe as $$
declare
  plain text := replace(btrim(given, E' \t\r\n\u3000'), ',', '');
begin
  if length(plain) > 40 or plain !~ '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)%?$' then return null; end if;
  if right(plain, 1) = '%' then return left(plain, -1)::numeric / 100; end if;
  return plain::numeric;
end
$$;
--> statement-breakpoint

create function formula_text(n numeric, places numeric) returns text language plpgsql immutable strict parallel safe as $$
begin
  if abs(n) >= 999999999999999.5 then return null; end if;
  return round(n, greatest(0, least(8, trunc(places)))::int)::text;
end
$$;
--> statement-breakpoint

create function formula_concat(parts text[]) returns text language plpgsql immutable strict parallel safe as $$
declare
  part text;
  total int := 0;
begin
  foreach part in array parts loop total := total + coalesce(length(part), 0); end loop;
  return case when total <= 100000 then array_to_string(parts, '') end;
end
$$;
--> statement-breakpoint

create function formula_substitute(given text, was text, now text) returns text language plpgsql immutable strict parallel safe as $$
begin
  if was = '' then return given; end if;
  if length(now) > length(was)
    and length(given) + ((length(given) - length(replace(given, was, ''))) / length(was))::bigint * (length(now) - length(was)) > 100000 then return null; end if;
  return replace(given, was, now);
end
$$;
--> statement-breakpoint

-- The labels of a field of several choices.
create function formula_labels(given jsonb) returns text language plpgsql immutable strict parallel safe as $$
begin
  if jsonb_typeof(given) <> 'array' then return null; end if;
  return (select left(string_agg(label, ', ' order by place), 100000) from jsonb_array_elements_text(given) with ordinality as labels (label, place));
end
$$;
--> statement-breakpoint

create function formula_count(given jsonb) returns numeric language plpgsql immutable parallel safe as $$
begin
  return case when jsonb_typeof(given) = 'array' then jsonb_array_length(given) else 0 end;
end
$$;
--> statement-breakpoint

create function formula_date(years numeric, months numeric, days numeric) returns date language plpgsql immutable strict parallel safe as $$
begin
  if years <> trunc(years) or months <> trunc(months) or days <> trunc(days) or years not between 1 and 9999 or months not between 1 and 12 or days not between 1 and 31 then return null; end if;
  if days > extract(day from make_date(years::int, months::int, 1) + interval '1 month' - interval '1 day') then return null; end if;
  return make_date(years::int, months::int, days::int);
end
$$;
--> statement-breakpoint

-- Of a day as it is kept, 2026-12-01; of a moment that of its day in UTC.
create function formula_day(given text) returns date language plpgsql immutable strict parallel safe as $$
declare
  years int;
  months int;
  days int;
begin
  if length(given) not in (10, 24) or given !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)?$' then return null; end if;
  years := substr(given, 1, 4)::int;
  months := substr(given, 6, 2)::int;
  days := substr(given, 9, 2)::int;
  if years = 0 or months not between 1 and 12 or days not between 1 and 31 then return null; end if;
  if days > extract(day from make_date(years, months, 1) + interval '1 month' - interval '1 day') then return null; end if;
  return make_date(years, months, days);
end
$$;
--> statement-breakpoint

-- Of a moment as it is kept, 2026-12-01T08:30:00.000Z; in UTC.
create function formula_moment(given text) returns timestamp language plpgsql immutable strict parallel safe as $$
declare
  years int;
  months int;
  days int;
  hours int;
  minutes int;
begin
  if length(given) <> 24 or given !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]\.[0-9]{3}Z$' then return null; end if;
  years := substr(given, 1, 4)::int;
  months := substr(given, 6, 2)::int;
  days := substr(given, 9, 2)::int;
  hours := substr(given, 12, 2)::int;
  minutes := substr(given, 15, 2)::int;
  if years = 0 or months not between 1 and 12 or days not between 1 and 31 or hours > 23 or minutes > 59 then return null; end if;
  if days > extract(day from make_date(years, months, 1) + interval '1 month' - interval '1 day') then return null; end if;
  return make_timestamp(years, months, days, hours, minutes, substr(given, 18, 6)::double precision);
end
$$;
--> statement-breakpoint

create function formula_day_text(given date) returns text language plpgsql immutable strict parallel safe as $$
begin
  return to_char(given, 'YYYY-MM-DD');
end
$$;
--> statement-breakpoint

create function formula_moment_text(given timestamp) returns text language plpgsql immutable strict parallel safe as $$
begin
  return to_char(given, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
end
$$;
--> statement-breakpoint

-- Between the first day of year 1 and the last of 9999; of a month that has no such day its last one.
create function formula_add(given timestamp, amount numeric, unit text) returns timestamp language plpgsql immutable strict parallel safe as $$
declare
  n numeric := trunc(amount);
  moved numeric;
begin
  if unit in ('days', 'weeks') then
    if unit = 'weeks' then n := n * 7; end if;
    moved := (given::date - date '0001-01-01') + n;
    if moved not between 0 and 3652058 then return null; end if;
    return given + make_interval(days => n::int);
  end if;
  if unit = 'years' then n := n * 12; end if;
  moved := extract(year from given) * 12 + extract(month from given) - 1 + n;
  if moved not between 12 and 119999 then return null; end if;
  return given + make_interval(months => n::int);
end
$$;
--> statement-breakpoint

-- Whole ones that have passed from one to the other; less than nothing where the other is earlier.
create function formula_between(one timestamp, other timestamp, unit text) returns numeric language plpgsql immutable strict parallel safe as $$
declare
  days numeric;
  months numeric;
begin
  if other < one then
    days := trunc(extract(epoch from one - other) / 86400);
    months := (extract(year from one) - extract(year from other)) * 12 + extract(month from one) - extract(month from other)
      - case when (extract(day from one), one::time) < (extract(day from other), other::time) then 1 else 0 end;
    days := -days;
    months := -months;
  else
    days := trunc(extract(epoch from other - one) / 86400);
    months := (extract(year from other) - extract(year from one)) * 12 + extract(month from other) - extract(month from one)
      - case when (extract(day from other), other::time) < (extract(day from one), one::time) then 1 else 0 end;
  end if;
  return case unit when 'days' then days when 'weeks' then trunc(days / 7) when 'months' then months else trunc(months / 12) end;
end
$$;
