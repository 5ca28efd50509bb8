-- People who were given an account of their own.
select population.act(a.account_id, '0f0'), {loader}::uuid, 'account added', 'accounts.account', a.account_id, null::uuid, '{{"kind": "person"}}'::jsonb
  from population.reader a where a.n > 1 and {range}
