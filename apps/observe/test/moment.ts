const growth = 'growth to 500 objects'
const small = 'a small network comes up and rests'
const lost = 'answers to creates are lost'
const excess = 'a third of the fleet is more than a quota allows'
const storm = 'a throttle storm while tags are changed'
const stuck = 'a NAT gateway that AWS does not finish'
const credentials = 'credentials are lost'
const slow = 'AWS does not answer in time while work arrives'
const drift = 'somebody changes a tag by hand, again and again'
const fight = 'another program undoes each change at once'
const blocked = 'a delete that something in AWS holds up'
const defect = 'the controller breaks on an answer of AWS'
const twins = 'AWS has an object twice'
const orphans = 'AWS has an object that nobody declares'
const wiped = 'somebody deletes more than half of everything'
const vanished = 'thirty objects vanish from AWS at once'
const unheard = 'the API server does not announce a change'

/**
 * The scene in which a panel must show something that is not zero, where it is not the growth of the fleet; one for each
 * query where they differ.
 */
export const moments: Readonly<Record<string, string | readonly string[]>> = {
  'aws-api/Errors by class': storm,
  'aws-api/Refused calls by action': storm,
  'aws-api/By HTTP status': storm,
  'aws-api/Throttled calls': storm,
  'controller/Failed passes': storm,
  'controller/Waiting objects': slow,
  'controller/Workers busy': storm,
  'controller/Adds and retries': storm,
  'controller/Longest pass under way': storm,
  'controller/Panics': defect,
  'controller/Cache repaired': unheard,
  'ec2/Not ready by kind': stuck,
  'ec2/In progress': stuck,
  'ec2/Oldest': stuck,
  'ec2/Time to ready, median': stuck,
  'ec2/Drift by field': drift,
  'efs/Not ready by kind': stuck,
  'efs/In progress': stuck,
  'efs/Oldest': stuck,
  'efs/Time to ready, median': small,
  'efs/Changes': small,
  'efs/Drift by field': drift,
  'fleet/Out of sync for': stuck,
  'fleet/Stuck objects': stuck,
  'fleet/Blocked by': excess,
  'fleet/Reasons': stuck,
  'fleet/Deletes held up': [blocked, wiped],
  'fleet/Deletes, 95 %': blocked,
  'fleet/Checks that failed': credentials,
  'fleet/Drift found': [drift, vanished],
  'fleet/Drift undone': drift,
  'fleet/Drift unseen for': drift,
  'fleet/Twins and orphans': [twins, orphans, wiped],
  'fleet/Fights': fight,
  'fleet/Creates recovered': lost,
  'fleet/Duplicates prevented': lost,
}

/** The scene in which a query of a panel must show something. */
export function momentOf(board: string, panel: string, query: number): string {
  const moment = moments[`${board}/${panel}`] ?? growth
  return typeof moment === 'string' ? moment : (moment[query] ?? growth)
}
