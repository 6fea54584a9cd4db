//! Resources whose states are objects, seen as structs: a test writes and reads their attributes by name.

use std::marker::PhantomData;

use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::framework::model::ValueType;
use vpcconnect::framework::object::Object;
use vpcconnect::framework::resource::{Context, Failed, Plan, Resource};
use vpcconnect::framework::schema::Schema;

/// The resource `R`, whose attributes are the fields of `S`.
pub(crate) struct Typed<R, S>(PhantomData<(R, S)>);

fn object<S: ValueType>(state: S) -> Object {
    Object::from_value(&state.into_value()).unwrap()
}

fn typed<S: ValueType>(object: Object) -> S {
    S::from_value(&object.into_value()).unwrap()
}

fn failed<S: ValueType>(failed: Failed<Object>) -> Failed<S> {
    Failed {
        state: failed.state.map(typed),
        error: failed.error,
    }
}

impl<R: Resource<State = Object>, S: ValueType + Clone> Typed<R, S> {
    /// [`Resource::schema`]
    pub(crate) fn schema() -> Schema {
        R::schema()
    }

    /// [`Resource::plan`]
    pub(crate) async fn plan(
        cx: &mut Context<'_, R::Provider>,
        plan: &mut Plan<S>,
    ) -> Result<(), Diagnostic> {
        let mut of_objects = Plan {
            creates: plan.creates,
            prior: plan.prior.clone().map(object),
            config: object(plan.config.clone()),
            planned: object(plan.planned.clone()),
            replace: plan.replace.clone(),
        };
        let planned = R::plan(cx, &mut of_objects).await;
        plan.planned = typed(of_objects.planned);
        plan.replace = of_objects.replace;
        planned
    }

    /// [`Resource::plan_destroy`]
    pub(crate) async fn plan_destroy(cx: &mut Context<'_, R::Provider>, prior: &S) {
        R::plan_destroy(cx, &object(prior.clone())).await;
    }

    /// [`Resource::create`]
    pub(crate) async fn create(
        cx: &mut Context<'_, R::Provider>,
        planned: S,
    ) -> Result<S, Failed<S>> {
        let created = R::create(cx, object(planned)).await;
        created.map(typed).map_err(failed)
    }

    /// [`Resource::read`]
    pub(crate) async fn read(
        cx: &mut Context<'_, R::Provider>,
        state: S,
    ) -> Result<Option<S>, Diagnostic> {
        let read = R::read(cx, object(state)).await?;
        Ok(read.map(typed))
    }

    /// [`Resource::update`]
    pub(crate) async fn update(
        cx: &mut Context<'_, R::Provider>,
        prior: S,
        planned: S,
    ) -> Result<S, Failed<S>> {
        let updated = R::update(cx, object(prior), object(planned)).await;
        updated.map(typed).map_err(failed)
    }

    /// [`Resource::delete`]
    pub(crate) async fn delete(
        cx: &mut Context<'_, R::Provider>,
        prior: S,
    ) -> Result<(), Diagnostic> {
        R::delete(cx, object(prior)).await
    }

    /// [`Resource::import`]
    pub(crate) async fn import(
        cx: &mut Context<'_, R::Provider>,
        id: &str,
    ) -> Result<S, Diagnostic> {
        R::import(cx, id).await.map(typed)
    }
}

pub(crate) mod alicloud {
    pub(crate) mod endpoint_connection {
        use vpcconnect::connection::status::Decision;
        use vpcconnect::framework::value::{Number, Value};
        use vpcconnect::model;
        use vpcconnect::resource::alicloud::cloud::AliCloud;
        use vpcconnect::resource::endpoint::connection::EndpointConnection;

        use crate::typed::Typed;

        model! {
            /// The attributes.
            pub(crate) struct State {
                /// `account`
                account: String,
                /// `region`
                region: String,
                /// `service_id`
                service_id: String,
                /// `endpoint_id`
                endpoint_id: String,
                /// `decision`
                decision: Decision,
                /// `bandwidth`
                bandwidth: Number,
                /// `on_destroy`
                on_destroy: String,
                /// `requester_account_id`
                requester_account_id: String,
                /// `requester_vpc_id`
                requester_vpc_id: String,
                /// `timeouts`
                timeouts: Value,
                /// `id`
                id: String,
                /// `status`
                status: String,
                /// `answer`
                answer: String,
                /// `updated_at`
                updated_at: String,
            }
        }

        pub(crate) type AliCloudEndpointConnection = Typed<EndpointConnection<AliCloud>, State>;
    }

    pub(crate) mod peering {
        use std::collections::BTreeMap;

        use vpcconnect::framework::model::Field;
        use vpcconnect::framework::value::{Number, Value};
        use vpcconnect::model;
        use vpcconnect::resource::alicloud::cloud::AliCloud;
        use vpcconnect::resource::requester::PeeringRequester;

        use crate::typed::Typed;

        model! {
            /// The attributes.
            pub(crate) struct State {
                /// `account`
                account: String,
                /// `region`
                region: String,
                /// `name`
                name: String,
                /// `description`
                description: String,
                /// `requester_vpc_id`
                requester_vpc_id: String,
                /// `accepter_vpc_id`
                accepter_vpc_id: String,
                /// `accepter_region`
                accepter_region: String,
                /// `accepter_account_id`
                accepter_account_id: String,
                /// `bandwidth`
                bandwidth: Number,
                /// `link_type`
                link_type: String,
                /// `resource_group_id`
                resource_group_id: String,
                /// `tags`
                tags: BTreeMap<String, Field<String>>,
                /// `force_delete`
                force_delete: bool,
                /// `wait_for_answer`
                wait_for_answer: bool,
                /// `replace_refused`
                replace_refused: bool,
                /// `timeouts`
                timeouts: Value,
                /// `id`
                id: String,
                /// `status`
                status: String,
                /// `business_status`
                business_status: String,
                /// `answer`
                answer: String,
                /// `active_id`
                active_id: String,
                /// `requester_account_id`
                requester_account_id: String,
                /// `expires_at`
                expires_at: String,
                /// `created_at`
                created_at: String,
                /// `updated_at`
                updated_at: String,
            }
        }

        pub(crate) type AliCloudPeering = Typed<PeeringRequester<AliCloud>, State>;
    }

    pub(crate) mod peering_accepter {
        use std::collections::BTreeMap;

        use vpcconnect::connection::status::Decision;
        use vpcconnect::framework::model::Field;
        use vpcconnect::framework::value::{Number, Value};
        use vpcconnect::model;
        use vpcconnect::resource::accepter::PeeringAccepter;
        use vpcconnect::resource::alicloud::cloud::AliCloud;

        use crate::typed::Typed;

        model! {
            /// The attributes.
            pub(crate) struct State {
                /// `account`
                account: String,
                /// `region`
                region: String,
                /// `peering_id`
                peering_id: String,
                /// `decision`
                decision: Decision,
                /// `on_destroy`
                on_destroy: String,
                /// `force_delete`
                force_delete: bool,
                /// `resource_group_id`
                resource_group_id: String,
                /// `tags`
                tags: BTreeMap<String, Field<String>>,
                /// `requester_account_id`
                requester_account_id: String,
                /// `requester_vpc_id`
                requester_vpc_id: String,
                /// `timeouts`
                timeouts: Value,
                /// `id`
                id: String,
                /// `status`
                status: String,
                /// `answer`
                answer: String,
                /// `active_id`
                active_id: String,
                /// `name`
                name: String,
                /// `description`
                description: String,
                /// `requester_region`
                requester_region: String,
                /// `accepter_vpc_id`
                accepter_vpc_id: String,
                /// `accepter_region`
                accepter_region: String,
                /// `accepter_account_id`
                accepter_account_id: String,
                /// `bandwidth`
                bandwidth: Number,
                /// `expires_at`
                expires_at: String,
                /// `created_at`
                created_at: String,
                /// `updated_at`
                updated_at: String,
            }
        }

        pub(crate) type AliCloudPeeringAccepter = Typed<PeeringAccepter<AliCloud>, State>;
    }
}

pub(crate) mod huaweicloud {
    pub(crate) mod endpoint_connection {
        use vpcconnect::connection::status::Decision;
        use vpcconnect::framework::model::Field;
        use vpcconnect::framework::value::Value;
        use vpcconnect::model;
        use vpcconnect::resource::endpoint::connection::EndpointConnection;
        use vpcconnect::resource::huaweicloud::cloud::HuaweiCloud;

        use crate::typed::Typed;

        model! {
            /// The attributes.
            pub(crate) struct State {
                /// `account`
                account: String,
                /// `region`
                region: String,
                /// `service_id`
                service_id: String,
                /// `endpoint_id`
                endpoint_id: String,
                /// `decision`
                decision: Decision,
                /// `description`
                description: String,
                /// `on_destroy`
                on_destroy: String,
                /// `requester_domain_id`
                requester_domain_id: String,
                /// `timeouts`
                timeouts: Value,
                /// `id`
                id: String,
                /// `status`
                status: String,
                /// `answer`
                answer: String,
                /// `marker_id`
                marker_id: String,
                /// `errors`
                errors: Vec<Field<Problem>>,
                /// `created_at`
                created_at: String,
                /// `updated_at`
                updated_at: String,
            }
        }

        model! {
            /// Why an endpoint failed.
            pub(crate) struct Problem {
                /// `code`
                code: String,
                /// `message`
                message: String,
            }
        }

        pub(crate) type HuaweiCloudEndpointConnection =
            Typed<EndpointConnection<HuaweiCloud>, State>;
    }

    pub(crate) mod peering {
        use vpcconnect::framework::value::Value;
        use vpcconnect::model;
        use vpcconnect::resource::huaweicloud::cloud::HuaweiCloud;
        use vpcconnect::resource::requester::PeeringRequester;

        use crate::typed::Typed;

        model! {
            /// The attributes.
            pub(crate) struct State {
                /// `account`
                account: String,
                /// `region`
                region: String,
                /// `name`
                name: String,
                /// `description`
                description: String,
                /// `requester_vpc_id`
                requester_vpc_id: String,
                /// `accepter_vpc_id`
                accepter_vpc_id: String,
                /// `accepter_project_id`
                accepter_project_id: String,
                /// `wait_for_answer`
                wait_for_answer: bool,
                /// `replace_refused`
                replace_refused: bool,
                /// `timeouts`
                timeouts: Value,
                /// `id`
                id: String,
                /// `status`
                status: String,
                /// `answer`
                answer: String,
                /// `active_id`
                active_id: String,
                /// `requester_project_id`
                requester_project_id: String,
                /// `created_at`
                created_at: String,
                /// `updated_at`
                updated_at: String,
            }
        }

        pub(crate) type HuaweiCloudPeering = Typed<PeeringRequester<HuaweiCloud>, State>;
    }

    pub(crate) mod cs_peering {
        use vpcconnect::framework::value::Value;
        use vpcconnect::model;
        use vpcconnect::resource::huaweicloud::cloud::{CloudStream, HuaweiCloud};
        use vpcconnect::resource::requester::PeeringRequester;

        use crate::typed::Typed;

        model! {
            /// The attributes.
            pub(crate) struct State {
                /// `account`
                account: String,
                /// `region`
                region: String,
                /// `cluster_id`
                cluster_id: String,
                /// `name`
                name: String,
                /// `accepter_vpc_id`
                accepter_vpc_id: String,
                /// `accepter_project_id`
                accepter_project_id: String,
                /// `wait_for_answer`
                wait_for_answer: bool,
                /// `replace_refused`
                replace_refused: bool,
                /// `timeouts`
                timeouts: Value,
                /// `id`
                id: String,
                /// `peering_id`
                peering_id: String,
                /// `status`
                status: String,
                /// `answer`
                answer: String,
                /// `active_id`
                active_id: String,
                /// `requester_vpc_id`
                requester_vpc_id: String,
                /// `requester_project_id`
                requester_project_id: String,
            }
        }

        pub(crate) type HuaweiCloudCsPeering =
            Typed<PeeringRequester<HuaweiCloud<CloudStream>>, State>;
    }

    pub(crate) mod peering_accepter {
        use vpcconnect::connection::status::Decision;
        use vpcconnect::framework::value::Value;
        use vpcconnect::model;
        use vpcconnect::resource::accepter::PeeringAccepter;
        use vpcconnect::resource::huaweicloud::cloud::HuaweiCloud;

        use crate::typed::Typed;

        model! {
            /// The attributes.
            pub(crate) struct State {
                /// `account`
                account: String,
                /// `region`
                region: String,
                /// `peering_id`
                peering_id: String,
                /// `decision`
                decision: Decision,
                /// `on_destroy`
                on_destroy: String,
                /// `requester_project_id`
                requester_project_id: String,
                /// `requester_vpc_id`
                requester_vpc_id: String,
                /// `timeouts`
                timeouts: Value,
                /// `id`
                id: String,
                /// `status`
                status: String,
                /// `answer`
                answer: String,
                /// `active_id`
                active_id: String,
                /// `name`
                name: String,
                /// `description`
                description: String,
                /// `accepter_vpc_id`
                accepter_vpc_id: String,
                /// `accepter_project_id`
                accepter_project_id: String,
                /// `created_at`
                created_at: String,
                /// `updated_at`
                updated_at: String,
            }
        }

        pub(crate) type HuaweiCloudPeeringAccepter = Typed<PeeringAccepter<HuaweiCloud>, State>;
    }
}
