// Reads a data package with npm's datapackage; prints {resource: {rows}} with cast values.
'use strict';
const {Package} = require('datapackage');

async function main(path) {
  const told = {};
  const pack = await Package.load(path, {strict: true});
  for (const resource of pack.resources)
    told[resource.name] = {rows: await resource.read({keyed: true})};
  console.log(JSON.stringify(told));
}

main(process.argv[2]).catch(error => {
  console.error(error.message, ...(error.errors || []).map(each => each.message));
  process.exit(1);
});
