//! `/devices/query`.

use crate::Fault;
use crate::http::Reply;
use crate::rest::rights::Right;
use crate::rest::route::Asked;
use crate::world::Shared;

pub(crate) async fn run(shared: &Shared, asked: &Asked<'_>) -> Result<Reply, Fault> {
    asked.allow(&mut shared.lock(), Right::RegistryRead)?;
    Err(Fault::query("not yet"))
}
