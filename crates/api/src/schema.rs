//! The schema is the enforcer: a JSON value against what schemars says of its type.

mod check;
mod compile;
mod field_error;
mod format;
mod message;

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use arc_swap::ArcSwap;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

pub(crate) use compile::CompiledSchema;
pub use field_error::{FieldError, Step};

/// The body or a member that must be there is not.
pub(crate) fn missing() -> FieldError {
    let (kind, message) = message::missing();
    FieldError::new(kind, message)
}

/// The compiled schema of `T` as requests carry it, or why it cannot be enforced. Compiled once for
/// each type.
pub(crate) fn of_type<T: JsonSchema + 'static>() -> Arc<Result<CompiledSchema, String>> {
    static COMPILED: LazyLock<ArcSwap<Schemas>> = LazyLock::new(ArcSwap::default);
    let id = TypeId::of::<T>();
    if let Some(present) = COMPILED.load().get(&id) {
        return Arc::clone(present);
    }
    let compiled = Arc::new(CompiledSchema::new(&generate::<T>()));
    COMPILED.rcu(|present| {
        let mut all = Schemas::clone(present);
        all.insert(id, Arc::clone(&compiled));
        all
    });
    compiled
}

type Schemas = HashMap<TypeId, Arc<Result<CompiledSchema, String>>>;

fn generate<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}
