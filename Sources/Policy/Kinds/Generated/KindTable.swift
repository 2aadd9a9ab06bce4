/// Made by scripts/kind-schemas from the Go types of Kubernetes 1.36 and from the CustomResourceDefinitions of Emissary 4.1 and
/// of the Gateway API 1.6 (standard channel): facts alone, in the form that is told there.
enum KindTable {
  static let text = """
    admissionregistration/v1.ApplyConfiguration expression=s
    admissionregistration/v1.AuditAnnotation key=s valueExpression=s
    admissionregistration/v1.ExpressionWarning fieldRef=s warning=s
    admissionregistration/v1.JSONPatch expression=s
    admissionregistration/v1.MatchCondition name=s expression=s
    admissionregistration/v1.MatchResources namespaceSelector=meta/v1.LabelSelector objectSelector=meta/v1.LabelSelector resourceRules=[admissionregistration/v1.NamedRuleWithOperations excludeResourceRules=[admissionregistration/v1.NamedRuleWithOperations matchPolicy=s
    admissionregistration/v1.MutatingAdmissionPolicy kind=s apiVersion=s metadata=m spec=admissionregistration/v1.MutatingAdmissionPolicySpec
    admissionregistration/v1.MutatingAdmissionPolicyBinding kind=s apiVersion=s metadata=m spec=admissionregistration/v1.MutatingAdmissionPolicyBindingSpec
    admissionregistration/v1.MutatingAdmissionPolicyBindingSpec policyName=s paramRef=admissionregistration/v1.ParamRef matchResources=admissionregistration/v1.MatchResources
    admissionregistration/v1.MutatingAdmissionPolicySpec paramKind=admissionregistration/v1.ParamKind matchConstraints=admissionregistration/v1.MatchResources variables=[admissionregistration/v1.Variable mutations=[admissionregistration/v1.Mutation failurePolicy=s matchConditions=[admissionregistration/v1.MatchCondition reinvocationPolicy=s
    admissionregistration/v1.MutatingWebhook name=s clientConfig=admissionregistration/v1.WebhookClientConfig rules=[admissionregistration/v1.RuleWithOperations failurePolicy=s matchPolicy=s namespaceSelector=meta/v1.LabelSelector objectSelector=meta/v1.LabelSelector sideEffects=s timeoutSeconds=i admissionReviewVersions=[s reinvocationPolicy=s matchConditions=[admissionregistration/v1.MatchCondition
    admissionregistration/v1.MutatingWebhookConfiguration kind=s apiVersion=s metadata=m webhooks=[admissionregistration/v1.MutatingWebhook
    admissionregistration/v1.Mutation patchType=s applyConfiguration=admissionregistration/v1.ApplyConfiguration jsonPatch=admissionregistration/v1.JSONPatch
    admissionregistration/v1.NamedRuleWithOperations resourceNames=[s operations=[s apiGroups=[s apiVersions=[s resources=[s scope=s
    admissionregistration/v1.ParamKind apiVersion=s kind=s
    admissionregistration/v1.ParamRef name=s namespace=s selector=meta/v1.LabelSelector parameterNotFoundAction=s
    admissionregistration/v1.RuleWithOperations operations=[s apiGroups=[s apiVersions=[s resources=[s scope=s
    admissionregistration/v1.ServiceReference namespace=s name=s path=s port=i
    admissionregistration/v1.TypeChecking expressionWarnings=[admissionregistration/v1.ExpressionWarning
    admissionregistration/v1.ValidatingAdmissionPolicy kind=s apiVersion=s metadata=m spec=admissionregistration/v1.ValidatingAdmissionPolicySpec status=admissionregistration/v1.ValidatingAdmissionPolicyStatus
    admissionregistration/v1.ValidatingAdmissionPolicyBinding kind=s apiVersion=s metadata=m spec=admissionregistration/v1.ValidatingAdmissionPolicyBindingSpec
    admissionregistration/v1.ValidatingAdmissionPolicyBindingSpec policyName=s paramRef=admissionregistration/v1.ParamRef matchResources=admissionregistration/v1.MatchResources validationActions=[s
    admissionregistration/v1.ValidatingAdmissionPolicySpec paramKind=admissionregistration/v1.ParamKind matchConstraints=admissionregistration/v1.MatchResources validations=[admissionregistration/v1.Validation failurePolicy=s auditAnnotations=[admissionregistration/v1.AuditAnnotation matchConditions=[admissionregistration/v1.MatchCondition variables=[admissionregistration/v1.Variable
    admissionregistration/v1.ValidatingAdmissionPolicyStatus observedGeneration=i typeChecking=admissionregistration/v1.TypeChecking conditions=[meta/v1.Condition
    admissionregistration/v1.ValidatingWebhook name=s clientConfig=admissionregistration/v1.WebhookClientConfig rules=[admissionregistration/v1.RuleWithOperations failurePolicy=s matchPolicy=s namespaceSelector=meta/v1.LabelSelector objectSelector=meta/v1.LabelSelector sideEffects=s timeoutSeconds=i admissionReviewVersions=[s matchConditions=[admissionregistration/v1.MatchCondition
    admissionregistration/v1.ValidatingWebhookConfiguration kind=s apiVersion=s metadata=m webhooks=[admissionregistration/v1.ValidatingWebhook
    admissionregistration/v1.Validation expression=s message=s reason=s messageExpression=s
    admissionregistration/v1.Variable name=s expression=s
    admissionregistration/v1.WebhookClientConfig url=s service=admissionregistration/v1.ServiceReference caBundle=-
    admissionregistration/v1alpha1.ApplyConfiguration expression=s
    admissionregistration/v1alpha1.AuditAnnotation key=s valueExpression=s
    admissionregistration/v1alpha1.ExpressionWarning fieldRef=s warning=s
    admissionregistration/v1alpha1.JSONPatch expression=s
    admissionregistration/v1alpha1.MatchResources namespaceSelector=meta/v1.LabelSelector objectSelector=meta/v1.LabelSelector resourceRules=[admissionregistration/v1alpha1.NamedRuleWithOperations excludeResourceRules=[admissionregistration/v1alpha1.NamedRuleWithOperations matchPolicy=s
    admissionregistration/v1alpha1.MutatingAdmissionPolicy kind=s apiVersion=s metadata=m spec=admissionregistration/v1alpha1.MutatingAdmissionPolicySpec
    admissionregistration/v1alpha1.MutatingAdmissionPolicyBinding kind=s apiVersion=s metadata=m spec=admissionregistration/v1alpha1.MutatingAdmissionPolicyBindingSpec
    admissionregistration/v1alpha1.MutatingAdmissionPolicyBindingSpec policyName=s paramRef=admissionregistration/v1alpha1.ParamRef matchResources=admissionregistration/v1alpha1.MatchResources
    admissionregistration/v1alpha1.MutatingAdmissionPolicySpec paramKind=admissionregistration/v1alpha1.ParamKind matchConstraints=admissionregistration/v1alpha1.MatchResources variables=[admissionregistration/v1alpha1.Variable mutations=[admissionregistration/v1alpha1.Mutation failurePolicy=s matchConditions=[admissionregistration/v1.MatchCondition reinvocationPolicy=s
    admissionregistration/v1alpha1.Mutation patchType=s applyConfiguration=admissionregistration/v1alpha1.ApplyConfiguration jsonPatch=admissionregistration/v1alpha1.JSONPatch
    admissionregistration/v1alpha1.NamedRuleWithOperations resourceNames=[s operations=[s apiGroups=[s apiVersions=[s resources=[s scope=s
    admissionregistration/v1alpha1.ParamKind apiVersion=s kind=s
    admissionregistration/v1alpha1.ParamRef name=s namespace=s selector=meta/v1.LabelSelector parameterNotFoundAction=s
    admissionregistration/v1alpha1.TypeChecking expressionWarnings=[admissionregistration/v1alpha1.ExpressionWarning
    admissionregistration/v1alpha1.ValidatingAdmissionPolicy kind=s apiVersion=s metadata=m spec=admissionregistration/v1alpha1.ValidatingAdmissionPolicySpec status=admissionregistration/v1alpha1.ValidatingAdmissionPolicyStatus
    admissionregistration/v1alpha1.ValidatingAdmissionPolicyBinding kind=s apiVersion=s metadata=m spec=admissionregistration/v1alpha1.ValidatingAdmissionPolicyBindingSpec
    admissionregistration/v1alpha1.ValidatingAdmissionPolicyBindingSpec policyName=s paramRef=admissionregistration/v1alpha1.ParamRef matchResources=admissionregistration/v1alpha1.MatchResources validationActions=[s
    admissionregistration/v1alpha1.ValidatingAdmissionPolicySpec paramKind=admissionregistration/v1alpha1.ParamKind matchConstraints=admissionregistration/v1alpha1.MatchResources validations=[admissionregistration/v1alpha1.Validation failurePolicy=s auditAnnotations=[admissionregistration/v1alpha1.AuditAnnotation matchConditions=[admissionregistration/v1.MatchCondition variables=[admissionregistration/v1alpha1.Variable
    admissionregistration/v1alpha1.ValidatingAdmissionPolicyStatus observedGeneration=i typeChecking=admissionregistration/v1alpha1.TypeChecking conditions=[meta/v1.Condition
    admissionregistration/v1alpha1.Validation expression=s message=s reason=s messageExpression=s
    admissionregistration/v1alpha1.Variable name=s expression=s
    admissionregistration/v1beta1.ApplyConfiguration expression=s
    admissionregistration/v1beta1.AuditAnnotation key=s valueExpression=s
    admissionregistration/v1beta1.ExpressionWarning fieldRef=s warning=s
    admissionregistration/v1beta1.JSONPatch expression=s
    admissionregistration/v1beta1.MatchCondition name=s expression=s
    admissionregistration/v1beta1.MatchResources namespaceSelector=meta/v1.LabelSelector objectSelector=meta/v1.LabelSelector resourceRules=[admissionregistration/v1beta1.NamedRuleWithOperations excludeResourceRules=[admissionregistration/v1beta1.NamedRuleWithOperations matchPolicy=s
    admissionregistration/v1beta1.MutatingAdmissionPolicy kind=s apiVersion=s metadata=m spec=admissionregistration/v1beta1.MutatingAdmissionPolicySpec
    admissionregistration/v1beta1.MutatingAdmissionPolicyBinding kind=s apiVersion=s metadata=m spec=admissionregistration/v1beta1.MutatingAdmissionPolicyBindingSpec
    admissionregistration/v1beta1.MutatingAdmissionPolicyBindingSpec policyName=s paramRef=admissionregistration/v1beta1.ParamRef matchResources=admissionregistration/v1beta1.MatchResources
    admissionregistration/v1beta1.MutatingAdmissionPolicySpec paramKind=admissionregistration/v1beta1.ParamKind matchConstraints=admissionregistration/v1beta1.MatchResources variables=[admissionregistration/v1beta1.Variable mutations=[admissionregistration/v1beta1.Mutation failurePolicy=s matchConditions=[admissionregistration/v1beta1.MatchCondition reinvocationPolicy=s
    admissionregistration/v1beta1.Mutation patchType=s applyConfiguration=admissionregistration/v1beta1.ApplyConfiguration jsonPatch=admissionregistration/v1beta1.JSONPatch
    admissionregistration/v1beta1.NamedRuleWithOperations resourceNames=[s operations=[s apiGroups=[s apiVersions=[s resources=[s scope=s
    admissionregistration/v1beta1.ParamKind apiVersion=s kind=s
    admissionregistration/v1beta1.ParamRef name=s namespace=s selector=meta/v1.LabelSelector parameterNotFoundAction=s
    admissionregistration/v1beta1.TypeChecking expressionWarnings=[admissionregistration/v1beta1.ExpressionWarning
    admissionregistration/v1beta1.ValidatingAdmissionPolicy kind=s apiVersion=s metadata=m spec=admissionregistration/v1beta1.ValidatingAdmissionPolicySpec status=admissionregistration/v1beta1.ValidatingAdmissionPolicyStatus
    admissionregistration/v1beta1.ValidatingAdmissionPolicyBinding kind=s apiVersion=s metadata=m spec=admissionregistration/v1beta1.ValidatingAdmissionPolicyBindingSpec
    admissionregistration/v1beta1.ValidatingAdmissionPolicyBindingSpec policyName=s paramRef=admissionregistration/v1beta1.ParamRef matchResources=admissionregistration/v1beta1.MatchResources validationActions=[s
    admissionregistration/v1beta1.ValidatingAdmissionPolicySpec paramKind=admissionregistration/v1beta1.ParamKind matchConstraints=admissionregistration/v1beta1.MatchResources validations=[admissionregistration/v1beta1.Validation failurePolicy=s auditAnnotations=[admissionregistration/v1beta1.AuditAnnotation matchConditions=[admissionregistration/v1beta1.MatchCondition variables=[admissionregistration/v1beta1.Variable
    admissionregistration/v1beta1.ValidatingAdmissionPolicyStatus observedGeneration=i typeChecking=admissionregistration/v1beta1.TypeChecking conditions=[meta/v1.Condition
    admissionregistration/v1beta1.Validation expression=s message=s reason=s messageExpression=s
    admissionregistration/v1beta1.Variable name=s expression=s
    apiextensions/v1.CustomResourceColumnDefinition name=s type=s format=s description=s priority=i jsonPath=s
    apiextensions/v1.CustomResourceConversion strategy=s webhook=apiextensions/v1.WebhookConversion
    apiextensions/v1.CustomResourceDefinition kind=s apiVersion=s metadata=m spec=apiextensions/v1.CustomResourceDefinitionSpec status=apiextensions/v1.CustomResourceDefinitionStatus
    apiextensions/v1.CustomResourceDefinitionCondition type=s status=s lastTransitionTime=- reason=s message=s observedGeneration=i
    apiextensions/v1.CustomResourceDefinitionNames plural=s singular=s shortNames=[s kind=s listKind=s categories=[s
    apiextensions/v1.CustomResourceDefinitionSpec group=s names=apiextensions/v1.CustomResourceDefinitionNames scope=s versions=[apiextensions/v1.CustomResourceDefinitionVersion conversion=apiextensions/v1.CustomResourceConversion preserveUnknownFields=b
    apiextensions/v1.CustomResourceDefinitionStatus conditions=[apiextensions/v1.CustomResourceDefinitionCondition acceptedNames=apiextensions/v1.CustomResourceDefinitionNames storedVersions=[s observedGeneration=i
    apiextensions/v1.CustomResourceDefinitionVersion name=s served=b storage=b deprecated=b deprecationWarning=s schema=apiextensions/v1.CustomResourceValidation subresources=apiextensions/v1.CustomResourceSubresources additionalPrinterColumns=[apiextensions/v1.CustomResourceColumnDefinition selectableFields=[apiextensions/v1.SelectableField
    apiextensions/v1.CustomResourceSubresourceScale specReplicasPath=s statusReplicasPath=s labelSelectorPath=s
    apiextensions/v1.CustomResourceSubresources status=- scale=apiextensions/v1.CustomResourceSubresourceScale
    apiextensions/v1.CustomResourceValidation openAPIV3Schema=apiextensions/v1.JSONSchemaProps
    apiextensions/v1.ExternalDocumentation description=s url=s
    apiextensions/v1.JSONSchemaProps id=s $schema=s $ref=s description=s type=s format=s title=s default=- maximum=n exclusiveMaximum=b minimum=n exclusiveMinimum=b maxLength=i minLength=i pattern=s maxItems=i minItems=i uniqueItems=b multipleOf=n enum=[- maxProperties=i minProperties=i required=[s items=- allOf=[apiextensions/v1.JSONSchemaProps oneOf=[apiextensions/v1.JSONSchemaProps anyOf=[apiextensions/v1.JSONSchemaProps not=apiextensions/v1.JSONSchemaProps properties={apiextensions/v1.JSONSchemaProps additionalProperties=- patternProperties={apiextensions/v1.JSONSchemaProps dependencies={- additionalItems=- definitions={apiextensions/v1.JSONSchemaProps externalDocs=apiextensions/v1.ExternalDocumentation example=- nullable=b x-kubernetes-preserve-unknown-fields=b x-kubernetes-embedded-resource=b x-kubernetes-int-or-string=b x-kubernetes-list-map-keys=[s x-kubernetes-list-type=s x-kubernetes-map-type=s x-kubernetes-validations=[apiextensions/v1.ValidationRule
    apiextensions/v1.SelectableField jsonPath=s
    apiextensions/v1.ServiceReference namespace=s name=s path=s port=i
    apiextensions/v1.ValidationRule rule=s message=s messageExpression=s reason=s fieldPath=s optionalOldSelf=b
    apiextensions/v1.WebhookClientConfig url=s service=apiextensions/v1.ServiceReference caBundle=-
    apiextensions/v1.WebhookConversion clientConfig=apiextensions/v1.WebhookClientConfig conversionReviewVersions=[s
    apps/v1.ControllerRevision kind=s apiVersion=s metadata=m data=- revision=i
    apps/v1.DaemonSet kind=s apiVersion=s metadata=m spec=apps/v1.DaemonSetSpec status=apps/v1.DaemonSetStatus
    apps/v1.DaemonSetCondition type=s status=s lastTransitionTime=- reason=s message=s
    apps/v1.DaemonSetSpec selector=meta/v1.LabelSelector template=core/v1.PodTemplateSpec updateStrategy=apps/v1.DaemonSetUpdateStrategy minReadySeconds=i revisionHistoryLimit=i
    apps/v1.DaemonSetStatus currentNumberScheduled=i numberMisscheduled=i desiredNumberScheduled=i numberReady=i observedGeneration=i updatedNumberScheduled=i numberAvailable=i numberUnavailable=i collisionCount=i conditions=[apps/v1.DaemonSetCondition
    apps/v1.DaemonSetUpdateStrategy type=s rollingUpdate=apps/v1.RollingUpdateDaemonSet
    apps/v1.Deployment kind=s apiVersion=s metadata=m spec=apps/v1.DeploymentSpec status=apps/v1.DeploymentStatus
    apps/v1.DeploymentCondition type=s status=s lastUpdateTime=- lastTransitionTime=- reason=s message=s
    apps/v1.DeploymentSpec replicas=i selector=meta/v1.LabelSelector template=core/v1.PodTemplateSpec strategy=apps/v1.DeploymentStrategy minReadySeconds=i revisionHistoryLimit=i paused=b progressDeadlineSeconds=i
    apps/v1.DeploymentStatus observedGeneration=i replicas=i updatedReplicas=i readyReplicas=i availableReplicas=i unavailableReplicas=i terminatingReplicas=i conditions=[apps/v1.DeploymentCondition collisionCount=i
    apps/v1.DeploymentStrategy type=s rollingUpdate=apps/v1.RollingUpdateDeployment
    apps/v1.ReplicaSet kind=s apiVersion=s metadata=m spec=apps/v1.ReplicaSetSpec status=apps/v1.ReplicaSetStatus
    apps/v1.ReplicaSetCondition type=s status=s lastTransitionTime=- reason=s message=s
    apps/v1.ReplicaSetSpec replicas=i minReadySeconds=i selector=meta/v1.LabelSelector template=core/v1.PodTemplateSpec
    apps/v1.ReplicaSetStatus replicas=i fullyLabeledReplicas=i readyReplicas=i availableReplicas=i terminatingReplicas=i observedGeneration=i conditions=[apps/v1.ReplicaSetCondition
    apps/v1.RollingUpdateDaemonSet maxUnavailable=o maxSurge=o
    apps/v1.RollingUpdateDeployment maxUnavailable=o maxSurge=o
    apps/v1.RollingUpdateStatefulSetStrategy partition=i maxUnavailable=o
    apps/v1.StatefulSet kind=s apiVersion=s metadata=m spec=apps/v1.StatefulSetSpec status=apps/v1.StatefulSetStatus
    apps/v1.StatefulSetCondition type=s status=s lastTransitionTime=- reason=s message=s
    apps/v1.StatefulSetOrdinals start=i
    apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted=s whenScaled=s
    apps/v1.StatefulSetSpec replicas=i selector=meta/v1.LabelSelector template=core/v1.PodTemplateSpec volumeClaimTemplates=[core/v1.PersistentVolumeClaim serviceName=s podManagementPolicy=s updateStrategy=apps/v1.StatefulSetUpdateStrategy revisionHistoryLimit=i minReadySeconds=i persistentVolumeClaimRetentionPolicy=apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy ordinals=apps/v1.StatefulSetOrdinals
    apps/v1.StatefulSetStatus observedGeneration=i replicas=i readyReplicas=i currentReplicas=i updatedReplicas=i currentRevision=s updateRevision=s collisionCount=i conditions=[apps/v1.StatefulSetCondition availableReplicas=i
    apps/v1.StatefulSetUpdateStrategy type=s rollingUpdate=apps/v1.RollingUpdateStatefulSetStrategy
    autoscaling/v1.CrossVersionObjectReference kind=s name=s apiVersion=s
    autoscaling/v1.HorizontalPodAutoscaler kind=s apiVersion=s metadata=m spec=autoscaling/v1.HorizontalPodAutoscalerSpec status=autoscaling/v1.HorizontalPodAutoscalerStatus
    autoscaling/v1.HorizontalPodAutoscalerSpec scaleTargetRef=autoscaling/v1.CrossVersionObjectReference minReplicas=i maxReplicas=i targetCPUUtilizationPercentage=i
    autoscaling/v1.HorizontalPodAutoscalerStatus observedGeneration=i lastScaleTime=- currentReplicas=i desiredReplicas=i currentCPUUtilizationPercentage=i
    autoscaling/v2.ContainerResourceMetricSource name=s target=autoscaling/v2.MetricTarget container=s
    autoscaling/v2.ContainerResourceMetricStatus name=s current=autoscaling/v2.MetricValueStatus container=s
    autoscaling/v2.CrossVersionObjectReference kind=s name=s apiVersion=s
    autoscaling/v2.ExternalMetricSource metric=autoscaling/v2.MetricIdentifier target=autoscaling/v2.MetricTarget
    autoscaling/v2.ExternalMetricStatus metric=autoscaling/v2.MetricIdentifier current=autoscaling/v2.MetricValueStatus
    autoscaling/v2.HPAScalingPolicy type=s value=i periodSeconds=i
    autoscaling/v2.HPAScalingRules stabilizationWindowSeconds=i selectPolicy=s policies=[autoscaling/v2.HPAScalingPolicy tolerance=q
    autoscaling/v2.HorizontalPodAutoscaler kind=s apiVersion=s metadata=m spec=autoscaling/v2.HorizontalPodAutoscalerSpec status=autoscaling/v2.HorizontalPodAutoscalerStatus
    autoscaling/v2.HorizontalPodAutoscalerBehavior scaleUp=autoscaling/v2.HPAScalingRules scaleDown=autoscaling/v2.HPAScalingRules
    autoscaling/v2.HorizontalPodAutoscalerCondition type=s status=s lastTransitionTime=- reason=s message=s
    autoscaling/v2.HorizontalPodAutoscalerSpec scaleTargetRef=autoscaling/v2.CrossVersionObjectReference minReplicas=i maxReplicas=i metrics=[autoscaling/v2.MetricSpec behavior=autoscaling/v2.HorizontalPodAutoscalerBehavior
    autoscaling/v2.HorizontalPodAutoscalerStatus observedGeneration=i lastScaleTime=- currentReplicas=i desiredReplicas=i currentMetrics=[autoscaling/v2.MetricStatus conditions=[autoscaling/v2.HorizontalPodAutoscalerCondition
    autoscaling/v2.MetricIdentifier name=s selector=meta/v1.LabelSelector
    autoscaling/v2.MetricSpec type=s object=autoscaling/v2.ObjectMetricSource pods=autoscaling/v2.PodsMetricSource resource=autoscaling/v2.ResourceMetricSource containerResource=autoscaling/v2.ContainerResourceMetricSource external=autoscaling/v2.ExternalMetricSource
    autoscaling/v2.MetricStatus type=s object=autoscaling/v2.ObjectMetricStatus pods=autoscaling/v2.PodsMetricStatus resource=autoscaling/v2.ResourceMetricStatus containerResource=autoscaling/v2.ContainerResourceMetricStatus external=autoscaling/v2.ExternalMetricStatus
    autoscaling/v2.MetricTarget type=s value=q averageValue=q averageUtilization=i
    autoscaling/v2.MetricValueStatus value=q averageValue=q averageUtilization=i
    autoscaling/v2.ObjectMetricSource describedObject=autoscaling/v2.CrossVersionObjectReference target=autoscaling/v2.MetricTarget metric=autoscaling/v2.MetricIdentifier
    autoscaling/v2.ObjectMetricStatus metric=autoscaling/v2.MetricIdentifier current=autoscaling/v2.MetricValueStatus describedObject=autoscaling/v2.CrossVersionObjectReference
    autoscaling/v2.PodsMetricSource metric=autoscaling/v2.MetricIdentifier target=autoscaling/v2.MetricTarget
    autoscaling/v2.PodsMetricStatus metric=autoscaling/v2.MetricIdentifier current=autoscaling/v2.MetricValueStatus
    autoscaling/v2.ResourceMetricSource name=s target=autoscaling/v2.MetricTarget
    autoscaling/v2.ResourceMetricStatus name=s current=autoscaling/v2.MetricValueStatus
    batch/v1.CronJob kind=s apiVersion=s metadata=m spec=batch/v1.CronJobSpec status=batch/v1.CronJobStatus
    batch/v1.CronJobSpec schedule=s timeZone=s startingDeadlineSeconds=i concurrencyPolicy=s suspend=b jobTemplate=batch/v1.JobTemplateSpec successfulJobsHistoryLimit=i failedJobsHistoryLimit=i
    batch/v1.CronJobStatus active=[core/v1.ObjectReference lastScheduleTime=- lastSuccessfulTime=-
    batch/v1.Job kind=s apiVersion=s metadata=m spec=batch/v1.JobSpec status=batch/v1.JobStatus
    batch/v1.JobCondition type=s status=s lastProbeTime=- lastTransitionTime=- reason=s message=s
    batch/v1.JobSpec parallelism=i completions=i activeDeadlineSeconds=i podFailurePolicy=batch/v1.PodFailurePolicy successPolicy=batch/v1.SuccessPolicy backoffLimit=i backoffLimitPerIndex=i maxFailedIndexes=i selector=meta/v1.LabelSelector manualSelector=b template=core/v1.PodTemplateSpec ttlSecondsAfterFinished=i completionMode=s suspend=b podReplacementPolicy=s managedBy=s
    batch/v1.JobStatus conditions=[batch/v1.JobCondition startTime=- completionTime=- active=i succeeded=i failed=i terminating=i completedIndexes=s failedIndexes=s uncountedTerminatedPods=batch/v1.UncountedTerminatedPods ready=i
    batch/v1.JobTemplateSpec metadata=m spec=batch/v1.JobSpec
    batch/v1.PodFailurePolicy rules=[batch/v1.PodFailurePolicyRule
    batch/v1.PodFailurePolicyOnExitCodesRequirement containerName=s operator=s values=[i
    batch/v1.PodFailurePolicyOnPodConditionsPattern type=s status=s
    batch/v1.PodFailurePolicyRule action=s onExitCodes=batch/v1.PodFailurePolicyOnExitCodesRequirement onPodConditions=[batch/v1.PodFailurePolicyOnPodConditionsPattern
    batch/v1.SuccessPolicy rules=[batch/v1.SuccessPolicyRule
    batch/v1.SuccessPolicyRule succeededIndexes=s succeededCount=i
    batch/v1.UncountedTerminatedPods succeeded=[- failed=[-
    certificates/v1.CertificateSigningRequest kind=s apiVersion=s metadata=m spec=certificates/v1.CertificateSigningRequestSpec status=certificates/v1.CertificateSigningRequestStatus
    certificates/v1.CertificateSigningRequestCondition type=s status=s reason=s message=s lastUpdateTime=- lastTransitionTime=-
    certificates/v1.CertificateSigningRequestSpec request=- signerName=s expirationSeconds=i usages=[s username=s uid=s groups=[s extra={[s
    certificates/v1.CertificateSigningRequestStatus conditions=[certificates/v1.CertificateSigningRequestCondition certificate=-
    certificates/v1alpha1.ClusterTrustBundle kind=s apiVersion=s metadata=m spec=certificates/v1alpha1.ClusterTrustBundleSpec
    certificates/v1alpha1.ClusterTrustBundleSpec signerName=s trustBundle=s
    certificates/v1beta1.ClusterTrustBundle kind=s apiVersion=s metadata=m spec=certificates/v1beta1.ClusterTrustBundleSpec
    certificates/v1beta1.ClusterTrustBundleSpec signerName=s trustBundle=s
    certificates/v1beta1.PodCertificateRequest kind=s apiVersion=s metadata=m spec=certificates/v1beta1.PodCertificateRequestSpec status=certificates/v1beta1.PodCertificateRequestStatus
    certificates/v1beta1.PodCertificateRequestSpec signerName=s podName=s podUID=- serviceAccountName=s serviceAccountUID=- nodeName=- nodeUID=- maxExpirationSeconds=i pkixPublicKey=- proofOfPossession=- stubPKCS10Request=- unverifiedUserAnnotations={s
    certificates/v1beta1.PodCertificateRequestStatus conditions=[meta/v1.Condition certificateChain=s notBefore=- beginRefreshAt=- notAfter=-
    coordination/v1.Lease kind=s apiVersion=s metadata=m spec=coordination/v1.LeaseSpec
    coordination/v1.LeaseSpec holderIdentity=s leaseDurationSeconds=i acquireTime=- renewTime=- leaseTransitions=i strategy=s preferredHolder=s
    coordination/v1alpha2.LeaseCandidate kind=s apiVersion=s metadata=m spec=coordination/v1alpha2.LeaseCandidateSpec
    coordination/v1alpha2.LeaseCandidateSpec leaseName=s pingTime=- renewTime=- binaryVersion=s emulationVersion=s strategy=s
    coordination/v1beta1.LeaseCandidate kind=s apiVersion=s metadata=m spec=coordination/v1beta1.LeaseCandidateSpec
    coordination/v1beta1.LeaseCandidateSpec leaseName=s pingTime=- renewTime=- binaryVersion=s emulationVersion=s strategy=s
    core/v1.AWSElasticBlockStoreVolumeSource volumeID=s fsType=s partition=i readOnly=b
    core/v1.Affinity nodeAffinity=core/v1.NodeAffinity podAffinity=core/v1.PodAffinity podAntiAffinity=core/v1.PodAntiAffinity
    core/v1.AppArmorProfile type=s localhostProfile=s
    core/v1.AttachedVolume name=s devicePath=s
    core/v1.AzureDiskVolumeSource diskName=s diskURI=s cachingMode=s fsType=s readOnly=b kind=s
    core/v1.AzureFilePersistentVolumeSource secretName=s shareName=s readOnly=b secretNamespace=s
    core/v1.AzureFileVolumeSource secretName=s shareName=s readOnly=b
    core/v1.CSIPersistentVolumeSource driver=s volumeHandle=s readOnly=b fsType=s volumeAttributes={s controllerPublishSecretRef=core/v1.SecretReference nodeStageSecretRef=core/v1.SecretReference nodePublishSecretRef=core/v1.SecretReference controllerExpandSecretRef=core/v1.SecretReference nodeExpandSecretRef=core/v1.SecretReference
    core/v1.CSIVolumeSource driver=s readOnly=b fsType=s volumeAttributes={s nodePublishSecretRef=core/v1.LocalObjectReference
    core/v1.Capabilities add=[s drop=[s
    core/v1.CephFSPersistentVolumeSource monitors=[s path=s user=s secretFile=s secretRef=core/v1.SecretReference readOnly=b
    core/v1.CephFSVolumeSource monitors=[s path=s user=s secretFile=s secretRef=core/v1.LocalObjectReference readOnly=b
    core/v1.CinderPersistentVolumeSource volumeID=s fsType=s readOnly=b secretRef=core/v1.SecretReference
    core/v1.CinderVolumeSource volumeID=s fsType=s readOnly=b secretRef=core/v1.LocalObjectReference
    core/v1.ClientIPConfig timeoutSeconds=i
    core/v1.ClusterTrustBundleProjection name=s signerName=s labelSelector=meta/v1.LabelSelector optional=b path=s
    core/v1.ConfigMap kind=s apiVersion=s metadata=m immutable=b data={s binaryData={-
    core/v1.ConfigMapEnvSource name=s optional=b
    core/v1.ConfigMapKeySelector name=s key=s optional=b
    core/v1.ConfigMapNodeConfigSource namespace=s name=s uid=- resourceVersion=s kubeletConfigKey=s
    core/v1.ConfigMapProjection name=s items=[core/v1.KeyToPath optional=b
    core/v1.ConfigMapVolumeSource name=s items=[core/v1.KeyToPath defaultMode=i optional=b
    core/v1.Container name=s image=s command=[s args=[s workingDir=s ports=[core/v1.ContainerPort envFrom=[core/v1.EnvFromSource env=[core/v1.EnvVar resources=core/v1.ResourceRequirements resizePolicy=[core/v1.ContainerResizePolicy restartPolicy=s restartPolicyRules=[core/v1.ContainerRestartRule volumeMounts=[core/v1.VolumeMount volumeDevices=[core/v1.VolumeDevice livenessProbe=core/v1.Probe readinessProbe=core/v1.Probe startupProbe=core/v1.Probe lifecycle=core/v1.Lifecycle terminationMessagePath=s terminationMessagePolicy=s imagePullPolicy=s securityContext=core/v1.SecurityContext stdin=b stdinOnce=b tty=b
    core/v1.ContainerExtendedResourceRequest containerName=s resourceName=s requestName=s
    core/v1.ContainerImage names=[s sizeBytes=i
    core/v1.ContainerPort name=s hostPort=i containerPort=i protocol=s hostIP=s
    core/v1.ContainerResizePolicy resourceName=s restartPolicy=s
    core/v1.ContainerRestartRule action=s exitCodes=core/v1.ContainerRestartRuleOnExitCodes
    core/v1.ContainerRestartRuleOnExitCodes operator=s values=[i
    core/v1.ContainerState waiting=core/v1.ContainerStateWaiting running=core/v1.ContainerStateRunning terminated=core/v1.ContainerStateTerminated
    core/v1.ContainerStateRunning startedAt=-
    core/v1.ContainerStateTerminated exitCode=i signal=i reason=s message=s startedAt=- finishedAt=- containerID=s
    core/v1.ContainerStateWaiting reason=s message=s
    core/v1.ContainerStatus name=s state=core/v1.ContainerState lastState=core/v1.ContainerState ready=b restartCount=i image=s imageID=s containerID=s started=b allocatedResources={q resources=core/v1.ResourceRequirements volumeMounts=[core/v1.VolumeMountStatus user=core/v1.ContainerUser allocatedResourcesStatus=[core/v1.ResourceStatus stopSignal=s
    core/v1.ContainerUser linux=core/v1.LinuxContainerUser
    core/v1.DaemonEndpoint Port=i
    core/v1.DownwardAPIProjection items=[core/v1.DownwardAPIVolumeFile
    core/v1.DownwardAPIVolumeFile path=s fieldRef=core/v1.ObjectFieldSelector resourceFieldRef=core/v1.ResourceFieldSelector mode=i
    core/v1.DownwardAPIVolumeSource items=[core/v1.DownwardAPIVolumeFile defaultMode=i
    core/v1.EmptyDirVolumeSource medium=s sizeLimit=q
    core/v1.EndpointAddress ip=s hostname=s nodeName=s targetRef=core/v1.ObjectReference
    core/v1.EndpointPort name=s port=i protocol=s appProtocol=s
    core/v1.EndpointSubset addresses=[core/v1.EndpointAddress notReadyAddresses=[core/v1.EndpointAddress ports=[core/v1.EndpointPort
    core/v1.Endpoints kind=s apiVersion=s metadata=m subsets=[core/v1.EndpointSubset
    core/v1.EnvFromSource prefix=s configMapRef=core/v1.ConfigMapEnvSource secretRef=core/v1.SecretEnvSource
    core/v1.EnvVar name=s value=s valueFrom=core/v1.EnvVarSource
    core/v1.EnvVarSource fieldRef=core/v1.ObjectFieldSelector resourceFieldRef=core/v1.ResourceFieldSelector configMapKeyRef=core/v1.ConfigMapKeySelector secretKeyRef=core/v1.SecretKeySelector fileKeyRef=core/v1.FileKeySelector
    core/v1.EphemeralContainer name=s image=s command=[s args=[s workingDir=s ports=[core/v1.ContainerPort envFrom=[core/v1.EnvFromSource env=[core/v1.EnvVar resources=core/v1.ResourceRequirements resizePolicy=[core/v1.ContainerResizePolicy restartPolicy=s restartPolicyRules=[core/v1.ContainerRestartRule volumeMounts=[core/v1.VolumeMount volumeDevices=[core/v1.VolumeDevice livenessProbe=core/v1.Probe readinessProbe=core/v1.Probe startupProbe=core/v1.Probe lifecycle=core/v1.Lifecycle terminationMessagePath=s terminationMessagePolicy=s imagePullPolicy=s securityContext=core/v1.SecurityContext stdin=b stdinOnce=b tty=b targetContainerName=s
    core/v1.EphemeralVolumeSource volumeClaimTemplate=core/v1.PersistentVolumeClaimTemplate
    core/v1.Event kind=s apiVersion=s metadata=m involvedObject=core/v1.ObjectReference reason=s message=s source=core/v1.EventSource firstTimestamp=- lastTimestamp=- count=i type=s eventTime=- series=core/v1.EventSeries action=s related=core/v1.ObjectReference reportingComponent=s reportingInstance=s
    core/v1.EventSeries count=i lastObservedTime=-
    core/v1.EventSource component=s host=s
    core/v1.ExecAction command=[s
    core/v1.FCVolumeSource targetWWNs=[s lun=i fsType=s readOnly=b wwids=[s
    core/v1.FileKeySelector volumeName=s path=s key=s optional=b
    core/v1.FlexPersistentVolumeSource driver=s fsType=s secretRef=core/v1.SecretReference readOnly=b options={s
    core/v1.FlexVolumeSource driver=s fsType=s secretRef=core/v1.LocalObjectReference readOnly=b options={s
    core/v1.FlockerVolumeSource datasetName=s datasetUUID=s
    core/v1.GCEPersistentDiskVolumeSource pdName=s fsType=s partition=i readOnly=b
    core/v1.GRPCAction port=i service=s
    core/v1.GitRepoVolumeSource repository=s revision=s directory=s
    core/v1.GlusterfsPersistentVolumeSource endpoints=s path=s readOnly=b endpointsNamespace=s
    core/v1.GlusterfsVolumeSource endpoints=s path=s readOnly=b
    core/v1.HTTPGetAction path=s port=o host=s scheme=s httpHeaders=[core/v1.HTTPHeader
    core/v1.HTTPHeader name=s value=s
    core/v1.HostAlias ip=s hostnames=[s
    core/v1.HostIP ip=s
    core/v1.HostPathVolumeSource path=s type=s
    core/v1.ISCSIPersistentVolumeSource targetPortal=s iqn=s lun=i iscsiInterface=s fsType=s readOnly=b portals=[s chapAuthDiscovery=b chapAuthSession=b secretRef=core/v1.SecretReference initiatorName=s
    core/v1.ISCSIVolumeSource targetPortal=s iqn=s lun=i iscsiInterface=s fsType=s readOnly=b portals=[s chapAuthDiscovery=b chapAuthSession=b secretRef=core/v1.LocalObjectReference initiatorName=s
    core/v1.ImageVolumeSource reference=s pullPolicy=s
    core/v1.ImageVolumeStatus imageRef=s
    core/v1.KeyToPath key=s path=s mode=i
    core/v1.Lifecycle postStart=core/v1.LifecycleHandler preStop=core/v1.LifecycleHandler stopSignal=s
    core/v1.LifecycleHandler exec=core/v1.ExecAction httpGet=core/v1.HTTPGetAction tcpSocket=core/v1.TCPSocketAction sleep=core/v1.SleepAction
    core/v1.LimitRange kind=s apiVersion=s metadata=m spec=core/v1.LimitRangeSpec
    core/v1.LimitRangeItem type=s max={q min={q default={q defaultRequest={q maxLimitRequestRatio={q
    core/v1.LimitRangeSpec limits=[core/v1.LimitRangeItem
    core/v1.LinuxContainerUser uid=i gid=i supplementalGroups=[i
    core/v1.LoadBalancerIngress ip=s hostname=s ipMode=s ports=[core/v1.PortStatus
    core/v1.LoadBalancerStatus ingress=[core/v1.LoadBalancerIngress
    core/v1.LocalObjectReference name=s
    core/v1.LocalVolumeSource path=s fsType=s
    core/v1.ModifyVolumeStatus targetVolumeAttributesClassName=s status=s
    core/v1.NFSVolumeSource server=s path=s readOnly=b
    core/v1.Namespace kind=s apiVersion=s metadata=m spec=core/v1.NamespaceSpec status=core/v1.NamespaceStatus
    core/v1.NamespaceCondition type=s status=s lastTransitionTime=- reason=s message=s
    core/v1.NamespaceSpec finalizers=[s
    core/v1.NamespaceStatus phase=s conditions=[core/v1.NamespaceCondition
    core/v1.Node kind=s apiVersion=s metadata=m spec=core/v1.NodeSpec status=core/v1.NodeStatus
    core/v1.NodeAddress type=s address=s
    core/v1.NodeAffinity requiredDuringSchedulingIgnoredDuringExecution=core/v1.NodeSelector preferredDuringSchedulingIgnoredDuringExecution=[core/v1.PreferredSchedulingTerm
    core/v1.NodeAllocatableResourceClaimStatus resourceClaimName=s containers=[s resources={q
    core/v1.NodeCondition type=s status=s lastHeartbeatTime=- lastTransitionTime=- reason=s message=s
    core/v1.NodeConfigSource configMap=core/v1.ConfigMapNodeConfigSource
    core/v1.NodeConfigStatus assigned=core/v1.NodeConfigSource active=core/v1.NodeConfigSource lastKnownGood=core/v1.NodeConfigSource error=s
    core/v1.NodeDaemonEndpoints kubeletEndpoint=core/v1.DaemonEndpoint
    core/v1.NodeFeatures supplementalGroupsPolicy=b
    core/v1.NodeRuntimeHandler name=s features=core/v1.NodeRuntimeHandlerFeatures
    core/v1.NodeRuntimeHandlerFeatures recursiveReadOnlyMounts=b userNamespaces=b
    core/v1.NodeSelector nodeSelectorTerms=[core/v1.NodeSelectorTerm
    core/v1.NodeSelectorRequirement key=s operator=s values=[s
    core/v1.NodeSelectorTerm matchExpressions=[core/v1.NodeSelectorRequirement matchFields=[core/v1.NodeSelectorRequirement
    core/v1.NodeSpec podCIDR=s podCIDRs=[s providerID=s unschedulable=b taints=[core/v1.Taint configSource=core/v1.NodeConfigSource externalID=s
    core/v1.NodeStatus capacity={q allocatable={q phase=s conditions=[core/v1.NodeCondition addresses=[core/v1.NodeAddress daemonEndpoints=core/v1.NodeDaemonEndpoints nodeInfo=core/v1.NodeSystemInfo images=[core/v1.ContainerImage volumesInUse=[s volumesAttached=[core/v1.AttachedVolume config=core/v1.NodeConfigStatus runtimeHandlers=[core/v1.NodeRuntimeHandler features=core/v1.NodeFeatures declaredFeatures=[s
    core/v1.NodeSwapStatus capacity=i
    core/v1.NodeSystemInfo machineID=s systemUUID=s bootID=s kernelVersion=s osImage=s containerRuntimeVersion=s kubeletVersion=s kubeProxyVersion=s operatingSystem=s architecture=s swap=core/v1.NodeSwapStatus
    core/v1.ObjectFieldSelector apiVersion=s fieldPath=s
    core/v1.ObjectReference kind=s namespace=s name=s uid=- apiVersion=s resourceVersion=s fieldPath=s
    core/v1.PersistentVolume kind=s apiVersion=s metadata=m spec=core/v1.PersistentVolumeSpec status=core/v1.PersistentVolumeStatus
    core/v1.PersistentVolumeClaim kind=s apiVersion=s metadata=m spec=core/v1.PersistentVolumeClaimSpec status=core/v1.PersistentVolumeClaimStatus
    core/v1.PersistentVolumeClaimCondition type=s status=s lastProbeTime=- lastTransitionTime=- reason=s message=s
    core/v1.PersistentVolumeClaimSpec accessModes=[s selector=meta/v1.LabelSelector resources=core/v1.VolumeResourceRequirements volumeName=s storageClassName=s volumeMode=s dataSource=core/v1.TypedLocalObjectReference dataSourceRef=core/v1.TypedObjectReference volumeAttributesClassName=s
    core/v1.PersistentVolumeClaimStatus phase=s accessModes=[s capacity={q conditions=[core/v1.PersistentVolumeClaimCondition allocatedResources={q allocatedResourceStatuses={s currentVolumeAttributesClassName=s modifyVolumeStatus=core/v1.ModifyVolumeStatus
    core/v1.PersistentVolumeClaimTemplate metadata=m spec=core/v1.PersistentVolumeClaimSpec
    core/v1.PersistentVolumeClaimVolumeSource claimName=s readOnly=b
    core/v1.PersistentVolumeSpec capacity={q gcePersistentDisk=core/v1.GCEPersistentDiskVolumeSource awsElasticBlockStore=core/v1.AWSElasticBlockStoreVolumeSource hostPath=core/v1.HostPathVolumeSource glusterfs=core/v1.GlusterfsPersistentVolumeSource nfs=core/v1.NFSVolumeSource rbd=core/v1.RBDPersistentVolumeSource iscsi=core/v1.ISCSIPersistentVolumeSource cinder=core/v1.CinderPersistentVolumeSource cephfs=core/v1.CephFSPersistentVolumeSource fc=core/v1.FCVolumeSource flocker=core/v1.FlockerVolumeSource flexVolume=core/v1.FlexPersistentVolumeSource azureFile=core/v1.AzureFilePersistentVolumeSource vsphereVolume=core/v1.VsphereVirtualDiskVolumeSource quobyte=core/v1.QuobyteVolumeSource azureDisk=core/v1.AzureDiskVolumeSource photonPersistentDisk=core/v1.PhotonPersistentDiskVolumeSource portworxVolume=core/v1.PortworxVolumeSource scaleIO=core/v1.ScaleIOPersistentVolumeSource local=core/v1.LocalVolumeSource storageos=core/v1.StorageOSPersistentVolumeSource csi=core/v1.CSIPersistentVolumeSource accessModes=[s claimRef=core/v1.ObjectReference persistentVolumeReclaimPolicy=s storageClassName=s mountOptions=[s volumeMode=s nodeAffinity=core/v1.VolumeNodeAffinity volumeAttributesClassName=s
    core/v1.PersistentVolumeStatus phase=s message=s reason=s lastPhaseTransitionTime=-
    core/v1.PhotonPersistentDiskVolumeSource pdID=s fsType=s
    core/v1.Pod kind=s apiVersion=s metadata=m spec=core/v1.PodSpec status=core/v1.PodStatus
    core/v1.PodAffinity requiredDuringSchedulingIgnoredDuringExecution=[core/v1.PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution=[core/v1.WeightedPodAffinityTerm
    core/v1.PodAffinityTerm labelSelector=meta/v1.LabelSelector namespaces=[s topologyKey=s namespaceSelector=meta/v1.LabelSelector matchLabelKeys=[s mismatchLabelKeys=[s
    core/v1.PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution=[core/v1.PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution=[core/v1.WeightedPodAffinityTerm
    core/v1.PodCertificateProjection signerName=s keyType=s maxExpirationSeconds=i credentialBundlePath=s keyPath=s certificateChainPath=s userAnnotations={s
    core/v1.PodCondition type=s observedGeneration=i status=s lastProbeTime=- lastTransitionTime=- reason=s message=s
    core/v1.PodDNSConfig nameservers=[s searches=[s options=[core/v1.PodDNSConfigOption
    core/v1.PodDNSConfigOption name=s value=s
    core/v1.PodExtendedResourceClaimStatus requestMappings=[core/v1.ContainerExtendedResourceRequest resourceClaimName=s
    core/v1.PodIP ip=s
    core/v1.PodOS name=s
    core/v1.PodReadinessGate conditionType=s
    core/v1.PodResourceClaim name=s resourceClaimName=s resourceClaimTemplateName=s
    core/v1.PodResourceClaimStatus name=s resourceClaimName=s
    core/v1.PodSchedulingGate name=s
    core/v1.PodSchedulingGroup podGroupName=s
    core/v1.PodSecurityContext seLinuxOptions=core/v1.SELinuxOptions windowsOptions=core/v1.WindowsSecurityContextOptions runAsUser=i runAsGroup=i runAsNonRoot=b supplementalGroups=[i supplementalGroupsPolicy=s fsGroup=i sysctls=[core/v1.Sysctl fsGroupChangePolicy=s seccompProfile=core/v1.SeccompProfile appArmorProfile=core/v1.AppArmorProfile seLinuxChangePolicy=s
    core/v1.PodSpec volumes=[core/v1.Volume initContainers=[core/v1.Container containers=[core/v1.Container ephemeralContainers=[core/v1.EphemeralContainer restartPolicy=s terminationGracePeriodSeconds=i activeDeadlineSeconds=i dnsPolicy=s nodeSelector={s serviceAccountName=s serviceAccount=s automountServiceAccountToken=b nodeName=s hostNetwork=b hostPID=b hostIPC=b shareProcessNamespace=b securityContext=core/v1.PodSecurityContext imagePullSecrets=[core/v1.LocalObjectReference hostname=s subdomain=s affinity=core/v1.Affinity schedulerName=s tolerations=[core/v1.Toleration hostAliases=[core/v1.HostAlias priorityClassName=s priority=i dnsConfig=core/v1.PodDNSConfig readinessGates=[core/v1.PodReadinessGate runtimeClassName=s enableServiceLinks=b preemptionPolicy=s overhead={q topologySpreadConstraints=[core/v1.TopologySpreadConstraint setHostnameAsFQDN=b os=core/v1.PodOS hostUsers=b schedulingGates=[core/v1.PodSchedulingGate resourceClaims=[core/v1.PodResourceClaim resources=core/v1.ResourceRequirements hostnameOverride=s schedulingGroup=core/v1.PodSchedulingGroup
    core/v1.PodStatus observedGeneration=i phase=s conditions=[core/v1.PodCondition message=s reason=s nominatedNodeName=s hostIP=s hostIPs=[core/v1.HostIP podIP=s podIPs=[core/v1.PodIP startTime=- initContainerStatuses=[core/v1.ContainerStatus containerStatuses=[core/v1.ContainerStatus qosClass=s ephemeralContainerStatuses=[core/v1.ContainerStatus resize=s resourceClaimStatuses=[core/v1.PodResourceClaimStatus extendedResourceClaimStatus=core/v1.PodExtendedResourceClaimStatus allocatedResources={q resources=core/v1.ResourceRequirements nodeAllocatableResourceClaimStatuses=[core/v1.NodeAllocatableResourceClaimStatus
    core/v1.PodTemplate kind=s apiVersion=s metadata=m template=core/v1.PodTemplateSpec
    core/v1.PodTemplateSpec metadata=m spec=core/v1.PodSpec
    core/v1.PortStatus port=i protocol=s error=s
    core/v1.PortworxVolumeSource volumeID=s fsType=s readOnly=b
    core/v1.PreferredSchedulingTerm weight=i preference=core/v1.NodeSelectorTerm
    core/v1.Probe exec=core/v1.ExecAction httpGet=core/v1.HTTPGetAction tcpSocket=core/v1.TCPSocketAction grpc=core/v1.GRPCAction initialDelaySeconds=i timeoutSeconds=i periodSeconds=i successThreshold=i failureThreshold=i terminationGracePeriodSeconds=i
    core/v1.ProjectedVolumeSource sources=[core/v1.VolumeProjection defaultMode=i
    core/v1.QuobyteVolumeSource registry=s volume=s readOnly=b user=s group=s tenant=s
    core/v1.RBDPersistentVolumeSource monitors=[s image=s fsType=s pool=s user=s keyring=s secretRef=core/v1.SecretReference readOnly=b
    core/v1.RBDVolumeSource monitors=[s image=s fsType=s pool=s user=s keyring=s secretRef=core/v1.LocalObjectReference readOnly=b
    core/v1.ReplicationController kind=s apiVersion=s metadata=m spec=core/v1.ReplicationControllerSpec status=core/v1.ReplicationControllerStatus
    core/v1.ReplicationControllerCondition type=s status=s lastTransitionTime=- reason=s message=s
    core/v1.ReplicationControllerSpec replicas=i minReadySeconds=i selector={s template=core/v1.PodTemplateSpec
    core/v1.ReplicationControllerStatus replicas=i fullyLabeledReplicas=i readyReplicas=i availableReplicas=i observedGeneration=i conditions=[core/v1.ReplicationControllerCondition
    core/v1.ResourceClaim name=s request=s
    core/v1.ResourceFieldSelector containerName=s resource=s divisor=q
    core/v1.ResourceHealth resourceID=s health=s message=s
    core/v1.ResourceQuota kind=s apiVersion=s metadata=m spec=core/v1.ResourceQuotaSpec status=core/v1.ResourceQuotaStatus
    core/v1.ResourceQuotaSpec hard={q scopes=[s scopeSelector=core/v1.ScopeSelector
    core/v1.ResourceQuotaStatus hard={q used={q
    core/v1.ResourceRequirements limits={q requests={q claims=[core/v1.ResourceClaim
    core/v1.ResourceStatus name=s resources=[core/v1.ResourceHealth
    core/v1.SELinuxOptions user=s role=s type=s level=s
    core/v1.ScaleIOPersistentVolumeSource gateway=s system=s secretRef=core/v1.SecretReference sslEnabled=b protectionDomain=s storagePool=s storageMode=s volumeName=s fsType=s readOnly=b
    core/v1.ScaleIOVolumeSource gateway=s system=s secretRef=core/v1.LocalObjectReference sslEnabled=b protectionDomain=s storagePool=s storageMode=s volumeName=s fsType=s readOnly=b
    core/v1.ScopeSelector matchExpressions=[core/v1.ScopedResourceSelectorRequirement
    core/v1.ScopedResourceSelectorRequirement scopeName=s operator=s values=[s
    core/v1.SeccompProfile type=s localhostProfile=s
    core/v1.Secret kind=s apiVersion=s metadata=m immutable=b data={- stringData={s type=s
    core/v1.SecretEnvSource name=s optional=b
    core/v1.SecretKeySelector name=s key=s optional=b
    core/v1.SecretProjection name=s items=[core/v1.KeyToPath optional=b
    core/v1.SecretReference name=s namespace=s
    core/v1.SecretVolumeSource secretName=s items=[core/v1.KeyToPath defaultMode=i optional=b
    core/v1.SecurityContext capabilities=core/v1.Capabilities privileged=b seLinuxOptions=core/v1.SELinuxOptions windowsOptions=core/v1.WindowsSecurityContextOptions runAsUser=i runAsGroup=i runAsNonRoot=b readOnlyRootFilesystem=b allowPrivilegeEscalation=b procMount=s seccompProfile=core/v1.SeccompProfile appArmorProfile=core/v1.AppArmorProfile
    core/v1.Service kind=s apiVersion=s metadata=m spec=core/v1.ServiceSpec status=core/v1.ServiceStatus
    core/v1.ServiceAccount kind=s apiVersion=s metadata=m secrets=[core/v1.ObjectReference imagePullSecrets=[core/v1.LocalObjectReference automountServiceAccountToken=b
    core/v1.ServiceAccountTokenProjection audience=s expirationSeconds=i path=s
    core/v1.ServicePort name=s protocol=s appProtocol=s port=i targetPort=o nodePort=i
    core/v1.ServiceSpec ports=[core/v1.ServicePort selector={s clusterIP=s clusterIPs=[s type=s externalIPs=[s sessionAffinity=s loadBalancerIP=s loadBalancerSourceRanges=[s externalName=s externalTrafficPolicy=s healthCheckNodePort=i publishNotReadyAddresses=b sessionAffinityConfig=core/v1.SessionAffinityConfig ipFamilies=[s ipFamilyPolicy=s allocateLoadBalancerNodePorts=b loadBalancerClass=s internalTrafficPolicy=s trafficDistribution=s
    core/v1.ServiceStatus loadBalancer=core/v1.LoadBalancerStatus conditions=[meta/v1.Condition
    core/v1.SessionAffinityConfig clientIP=core/v1.ClientIPConfig
    core/v1.SleepAction seconds=i
    core/v1.StorageOSPersistentVolumeSource volumeName=s volumeNamespace=s fsType=s readOnly=b secretRef=core/v1.ObjectReference
    core/v1.StorageOSVolumeSource volumeName=s volumeNamespace=s fsType=s readOnly=b secretRef=core/v1.LocalObjectReference
    core/v1.Sysctl name=s value=s
    core/v1.TCPSocketAction port=o host=s
    core/v1.Taint key=s value=s effect=s timeAdded=-
    core/v1.Toleration key=s operator=s value=s effect=s tolerationSeconds=i
    core/v1.TopologySelectorLabelRequirement key=s values=[s
    core/v1.TopologySelectorTerm matchLabelExpressions=[core/v1.TopologySelectorLabelRequirement
    core/v1.TopologySpreadConstraint maxSkew=i topologyKey=s whenUnsatisfiable=s labelSelector=meta/v1.LabelSelector minDomains=i nodeAffinityPolicy=s nodeTaintsPolicy=s matchLabelKeys=[s
    core/v1.TypedLocalObjectReference apiGroup=s kind=s name=s
    core/v1.TypedObjectReference apiGroup=s kind=s name=s namespace=s
    core/v1.Volume name=s hostPath=core/v1.HostPathVolumeSource emptyDir=core/v1.EmptyDirVolumeSource gcePersistentDisk=core/v1.GCEPersistentDiskVolumeSource awsElasticBlockStore=core/v1.AWSElasticBlockStoreVolumeSource gitRepo=core/v1.GitRepoVolumeSource secret=core/v1.SecretVolumeSource nfs=core/v1.NFSVolumeSource iscsi=core/v1.ISCSIVolumeSource glusterfs=core/v1.GlusterfsVolumeSource persistentVolumeClaim=core/v1.PersistentVolumeClaimVolumeSource rbd=core/v1.RBDVolumeSource flexVolume=core/v1.FlexVolumeSource cinder=core/v1.CinderVolumeSource cephfs=core/v1.CephFSVolumeSource flocker=core/v1.FlockerVolumeSource downwardAPI=core/v1.DownwardAPIVolumeSource fc=core/v1.FCVolumeSource azureFile=core/v1.AzureFileVolumeSource configMap=core/v1.ConfigMapVolumeSource vsphereVolume=core/v1.VsphereVirtualDiskVolumeSource quobyte=core/v1.QuobyteVolumeSource azureDisk=core/v1.AzureDiskVolumeSource photonPersistentDisk=core/v1.PhotonPersistentDiskVolumeSource projected=core/v1.ProjectedVolumeSource portworxVolume=core/v1.PortworxVolumeSource scaleIO=core/v1.ScaleIOVolumeSource storageos=core/v1.StorageOSVolumeSource csi=core/v1.CSIVolumeSource ephemeral=core/v1.EphemeralVolumeSource image=core/v1.ImageVolumeSource
    core/v1.VolumeDevice name=s devicePath=s
    core/v1.VolumeMount name=s readOnly=b recursiveReadOnly=s mountPath=s subPath=s mountPropagation=s subPathExpr=s
    core/v1.VolumeMountStatus name=s mountPath=s readOnly=b recursiveReadOnly=s volumeStatus=core/v1.VolumeStatus
    core/v1.VolumeNodeAffinity required=core/v1.NodeSelector
    core/v1.VolumeProjection secret=core/v1.SecretProjection downwardAPI=core/v1.DownwardAPIProjection configMap=core/v1.ConfigMapProjection serviceAccountToken=core/v1.ServiceAccountTokenProjection clusterTrustBundle=core/v1.ClusterTrustBundleProjection podCertificate=core/v1.PodCertificateProjection
    core/v1.VolumeResourceRequirements limits={q requests={q
    core/v1.VolumeStatus image=core/v1.ImageVolumeStatus
    core/v1.VsphereVirtualDiskVolumeSource volumePath=s fsType=s storagePolicyName=s storagePolicyID=s
    core/v1.WeightedPodAffinityTerm weight=i podAffinityTerm=core/v1.PodAffinityTerm
    core/v1.WindowsSecurityContextOptions gmsaCredentialSpecName=s gmsaCredentialSpec=s runAsUserName=s hostProcess=b
    discovery/v1.Endpoint addresses=[s conditions=discovery/v1.EndpointConditions hostname=s targetRef=core/v1.ObjectReference deprecatedTopology={s nodeName=s zone=s hints=discovery/v1.EndpointHints
    discovery/v1.EndpointConditions ready=b serving=b terminating=b
    discovery/v1.EndpointHints forZones=[discovery/v1.ForZone forNodes=[discovery/v1.ForNode
    discovery/v1.EndpointPort name=s protocol=s port=i appProtocol=s
    discovery/v1.EndpointSlice kind=s apiVersion=s metadata=m addressType=s endpoints=[discovery/v1.Endpoint ports=[discovery/v1.EndpointPort
    discovery/v1.ForNode name=s
    discovery/v1.ForZone name=s
    events/v1.Event kind=s apiVersion=s metadata=m eventTime=- series=events/v1.EventSeries reportingController=s reportingInstance=s action=s reason=s regarding=core/v1.ObjectReference related=core/v1.ObjectReference note=s type=s deprecatedSource=core/v1.EventSource deprecatedFirstTimestamp=- deprecatedLastTimestamp=- deprecatedCount=i
    events/v1.EventSeries count=i lastObservedTime=-
    flowcontrol/v1.ExemptPriorityLevelConfiguration nominalConcurrencyShares=i lendablePercent=i
    flowcontrol/v1.FlowDistinguisherMethod type=s
    flowcontrol/v1.FlowSchema kind=s apiVersion=s metadata=m spec=flowcontrol/v1.FlowSchemaSpec status=flowcontrol/v1.FlowSchemaStatus
    flowcontrol/v1.FlowSchemaCondition type=s status=s lastTransitionTime=- reason=s message=s
    flowcontrol/v1.FlowSchemaSpec priorityLevelConfiguration=flowcontrol/v1.PriorityLevelConfigurationReference matchingPrecedence=i distinguisherMethod=flowcontrol/v1.FlowDistinguisherMethod rules=[flowcontrol/v1.PolicyRulesWithSubjects
    flowcontrol/v1.FlowSchemaStatus conditions=[flowcontrol/v1.FlowSchemaCondition
    flowcontrol/v1.GroupSubject name=s
    flowcontrol/v1.LimitResponse type=s queuing=flowcontrol/v1.QueuingConfiguration
    flowcontrol/v1.LimitedPriorityLevelConfiguration nominalConcurrencyShares=i limitResponse=flowcontrol/v1.LimitResponse lendablePercent=i borrowingLimitPercent=i
    flowcontrol/v1.NonResourcePolicyRule verbs=[s nonResourceURLs=[s
    flowcontrol/v1.PolicyRulesWithSubjects subjects=[flowcontrol/v1.Subject resourceRules=[flowcontrol/v1.ResourcePolicyRule nonResourceRules=[flowcontrol/v1.NonResourcePolicyRule
    flowcontrol/v1.PriorityLevelConfiguration kind=s apiVersion=s metadata=m spec=flowcontrol/v1.PriorityLevelConfigurationSpec status=flowcontrol/v1.PriorityLevelConfigurationStatus
    flowcontrol/v1.PriorityLevelConfigurationCondition type=s status=s lastTransitionTime=- reason=s message=s
    flowcontrol/v1.PriorityLevelConfigurationReference name=s
    flowcontrol/v1.PriorityLevelConfigurationSpec type=s limited=flowcontrol/v1.LimitedPriorityLevelConfiguration exempt=flowcontrol/v1.ExemptPriorityLevelConfiguration
    flowcontrol/v1.PriorityLevelConfigurationStatus conditions=[flowcontrol/v1.PriorityLevelConfigurationCondition
    flowcontrol/v1.QueuingConfiguration queues=i handSize=i queueLengthLimit=i
    flowcontrol/v1.ResourcePolicyRule verbs=[s apiGroups=[s resources=[s clusterScope=b namespaces=[s
    flowcontrol/v1.ServiceAccountSubject namespace=s name=s
    flowcontrol/v1.Subject kind=s user=flowcontrol/v1.UserSubject group=flowcontrol/v1.GroupSubject serviceAccount=flowcontrol/v1.ServiceAccountSubject
    flowcontrol/v1.UserSubject name=s
    flowcontrol/v1beta3.ExemptPriorityLevelConfiguration nominalConcurrencyShares=i lendablePercent=i
    flowcontrol/v1beta3.FlowDistinguisherMethod type=s
    flowcontrol/v1beta3.FlowSchema kind=s apiVersion=s metadata=m spec=flowcontrol/v1beta3.FlowSchemaSpec status=flowcontrol/v1beta3.FlowSchemaStatus
    flowcontrol/v1beta3.FlowSchemaCondition type=s status=s lastTransitionTime=- reason=s message=s
    flowcontrol/v1beta3.FlowSchemaSpec priorityLevelConfiguration=flowcontrol/v1beta3.PriorityLevelConfigurationReference matchingPrecedence=i distinguisherMethod=flowcontrol/v1beta3.FlowDistinguisherMethod rules=[flowcontrol/v1beta3.PolicyRulesWithSubjects
    flowcontrol/v1beta3.FlowSchemaStatus conditions=[flowcontrol/v1beta3.FlowSchemaCondition
    flowcontrol/v1beta3.GroupSubject name=s
    flowcontrol/v1beta3.LimitResponse type=s queuing=flowcontrol/v1beta3.QueuingConfiguration
    flowcontrol/v1beta3.LimitedPriorityLevelConfiguration nominalConcurrencyShares=i limitResponse=flowcontrol/v1beta3.LimitResponse lendablePercent=i borrowingLimitPercent=i
    flowcontrol/v1beta3.NonResourcePolicyRule verbs=[s nonResourceURLs=[s
    flowcontrol/v1beta3.PolicyRulesWithSubjects subjects=[flowcontrol/v1beta3.Subject resourceRules=[flowcontrol/v1beta3.ResourcePolicyRule nonResourceRules=[flowcontrol/v1beta3.NonResourcePolicyRule
    flowcontrol/v1beta3.PriorityLevelConfiguration kind=s apiVersion=s metadata=m spec=flowcontrol/v1beta3.PriorityLevelConfigurationSpec status=flowcontrol/v1beta3.PriorityLevelConfigurationStatus
    flowcontrol/v1beta3.PriorityLevelConfigurationCondition type=s status=s lastTransitionTime=- reason=s message=s
    flowcontrol/v1beta3.PriorityLevelConfigurationReference name=s
    flowcontrol/v1beta3.PriorityLevelConfigurationSpec type=s limited=flowcontrol/v1beta3.LimitedPriorityLevelConfiguration exempt=flowcontrol/v1beta3.ExemptPriorityLevelConfiguration
    flowcontrol/v1beta3.PriorityLevelConfigurationStatus conditions=[flowcontrol/v1beta3.PriorityLevelConfigurationCondition
    flowcontrol/v1beta3.QueuingConfiguration queues=i handSize=i queueLengthLimit=i
    flowcontrol/v1beta3.ResourcePolicyRule verbs=[s apiGroups=[s resources=[s clusterScope=b namespaces=[s
    flowcontrol/v1beta3.ServiceAccountSubject namespace=s name=s
    flowcontrol/v1beta3.Subject kind=s user=flowcontrol/v1beta3.UserSubject group=flowcontrol/v1beta3.GroupSubject serviceAccount=flowcontrol/v1beta3.ServiceAccountSubject
    flowcontrol/v1beta3.UserSubject name=s
    gateway/v1.BackendTLSPolicy apiVersion=s kind=s metadata=m spec=gateway/v1.BackendTLSPolicy.spec status=gateway/v1.BackendTLSPolicy.status
    gateway/v1.BackendTLSPolicy.spec options={s targetRefs=[gateway/v1.BackendTLSPolicy.spec.targetRefs[] validation=gateway/v1.BackendTLSPolicy.spec.validation
    gateway/v1.BackendTLSPolicy.spec.targetRefs[] group=s kind=s name=s sectionName=s
    gateway/v1.BackendTLSPolicy.spec.validation caCertificateRefs=[gateway/v1.BackendTLSPolicy.spec.validation.caCertificateRefs[] hostname=s subjectAltNames=[gateway/v1.BackendTLSPolicy.spec.validation.subjectAltNames[] wellKnownCACertificates=s
    gateway/v1.BackendTLSPolicy.spec.validation.caCertificateRefs[] group=s kind=s name=s
    gateway/v1.BackendTLSPolicy.spec.validation.subjectAltNames[] hostname=s type=s uri=s
    gateway/v1.BackendTLSPolicy.status ancestors=[gateway/v1.BackendTLSPolicy.status.ancestors[]
    gateway/v1.BackendTLSPolicy.status.ancestors[] ancestorRef=gateway/v1.BackendTLSPolicy.status.ancestors[].ancestorRef conditions=[gateway/v1.BackendTLSPolicy.status.ancestors[].conditions[] controllerName=s
    gateway/v1.BackendTLSPolicy.status.ancestors[].ancestorRef group=s kind=s name=s namespace=s port=i sectionName=s
    gateway/v1.BackendTLSPolicy.status.ancestors[].conditions[] lastTransitionTime=- message=s observedGeneration=i reason=s status=s type=s
    gateway/v1.GRPCRoute apiVersion=s kind=s metadata=m spec=gateway/v1.GRPCRoute.spec status=gateway/v1.GRPCRoute.status
    gateway/v1.GRPCRoute.spec hostnames=[s parentRefs=[gateway/v1.BackendTLSPolicy.status.ancestors[].ancestorRef rules=[gateway/v1.GRPCRoute.spec.rules[]
    gateway/v1.GRPCRoute.spec.rules[] backendRefs=[gateway/v1.GRPCRoute.spec.rules[].backendRefs[] filters=[gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[] matches=[gateway/v1.GRPCRoute.spec.rules[].matches[] name=s
    gateway/v1.GRPCRoute.spec.rules[].backendRefs[] filters=[gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[] group=s kind=s name=s namespace=s port=i weight=i
    gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[] extensionRef=gateway/v1.BackendTLSPolicy.spec.validation.caCertificateRefs[] requestHeaderModifier=gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestHeaderModifier requestMirror=gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestMirror responseHeaderModifier=gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestHeaderModifier type=s
    gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestHeaderModifier add=[gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestHeaderModifier.add[] remove=[s set=[gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestHeaderModifier.add[]
    gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestHeaderModifier.add[] name=s value=s
    gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestMirror backendRef=gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestMirror.backendRef fraction=gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestMirror.fraction percent=i
    gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestMirror.backendRef group=s kind=s name=s namespace=s port=i
    gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestMirror.fraction denominator=i numerator=i
    gateway/v1.GRPCRoute.spec.rules[].matches[] headers=[gateway/v1.GRPCRoute.spec.rules[].matches[].headers[] method=gateway/v1.GRPCRoute.spec.rules[].matches[].method
    gateway/v1.GRPCRoute.spec.rules[].matches[].headers[] name=s type=s value=s
    gateway/v1.GRPCRoute.spec.rules[].matches[].method method=s service=s type=s
    gateway/v1.GRPCRoute.status parents=[gateway/v1.GRPCRoute.status.parents[]
    gateway/v1.GRPCRoute.status.parents[] conditions=[gateway/v1.BackendTLSPolicy.status.ancestors[].conditions[] controllerName=s parentRef=gateway/v1.BackendTLSPolicy.status.ancestors[].ancestorRef
    gateway/v1.Gateway apiVersion=s kind=s metadata=m spec=gateway/v1.Gateway.spec status=gateway/v1.Gateway.status
    gateway/v1.Gateway.spec addresses=[gateway/v1.Gateway.spec.addresses[] allowedListeners=gateway/v1.Gateway.spec.allowedListeners gatewayClassName=s infrastructure=gateway/v1.Gateway.spec.infrastructure listeners=[gateway/v1.Gateway.spec.listeners[] tls=gateway/v1.Gateway.spec.tls
    gateway/v1.Gateway.spec.addresses[] type=s value=s
    gateway/v1.Gateway.spec.allowedListeners namespaces=gateway/v1.Gateway.spec.allowedListeners.namespaces
    gateway/v1.Gateway.spec.allowedListeners.namespaces from=s selector=gateway/v1.Gateway.spec.allowedListeners.namespaces.selector
    gateway/v1.Gateway.spec.allowedListeners.namespaces.selector matchExpressions=[gateway/v1.Gateway.spec.allowedListeners.namespaces.selector.matchExpressions[] matchLabels={s
    gateway/v1.Gateway.spec.allowedListeners.namespaces.selector.matchExpressions[] key=s operator=s values=[s
    gateway/v1.Gateway.spec.infrastructure annotations={s labels={s parametersRef=gateway/v1.BackendTLSPolicy.spec.validation.caCertificateRefs[]
    gateway/v1.Gateway.spec.listeners[] allowedRoutes=gateway/v1.Gateway.spec.listeners[].allowedRoutes hostname=s name=s port=i protocol=s tls=gateway/v1.Gateway.spec.listeners[].tls
    gateway/v1.Gateway.spec.listeners[].allowedRoutes kinds=[gateway/v1.Gateway.spec.listeners[].allowedRoutes.kinds[] namespaces=gateway/v1.Gateway.spec.allowedListeners.namespaces
    gateway/v1.Gateway.spec.listeners[].allowedRoutes.kinds[] group=s kind=s
    gateway/v1.Gateway.spec.listeners[].tls certificateRefs=[gateway/v1.GatewayClass.spec.parametersRef mode=s options={s
    gateway/v1.Gateway.spec.tls backend=gateway/v1.Gateway.spec.tls.backend frontend=gateway/v1.Gateway.spec.tls.frontend
    gateway/v1.Gateway.spec.tls.backend clientCertificateRef=gateway/v1.GatewayClass.spec.parametersRef
    gateway/v1.Gateway.spec.tls.frontend default=gateway/v1.Gateway.spec.tls.frontend.default perPort=[gateway/v1.Gateway.spec.tls.frontend.perPort[]
    gateway/v1.Gateway.spec.tls.frontend.default validation=gateway/v1.Gateway.spec.tls.frontend.default.validation
    gateway/v1.Gateway.spec.tls.frontend.default.validation caCertificateRefs=[gateway/v1.GatewayClass.spec.parametersRef mode=s
    gateway/v1.Gateway.spec.tls.frontend.perPort[] port=i tls=gateway/v1.Gateway.spec.tls.frontend.default
    gateway/v1.Gateway.status addresses=[gateway/v1.Gateway.spec.addresses[] attachedListenerSets=i conditions=[gateway/v1.BackendTLSPolicy.status.ancestors[].conditions[] listeners=[gateway/v1.Gateway.status.listeners[]
    gateway/v1.Gateway.status.listeners[] attachedRoutes=i conditions=[gateway/v1.BackendTLSPolicy.status.ancestors[].conditions[] name=s supportedKinds=[gateway/v1.Gateway.spec.listeners[].allowedRoutes.kinds[]
    gateway/v1.GatewayClass apiVersion=s kind=s metadata=m spec=gateway/v1.GatewayClass.spec status=gateway/v1.GatewayClass.status
    gateway/v1.GatewayClass.spec controllerName=s description=s parametersRef=gateway/v1.GatewayClass.spec.parametersRef
    gateway/v1.GatewayClass.spec.parametersRef group=s kind=s name=s namespace=s
    gateway/v1.GatewayClass.status conditions=[gateway/v1.BackendTLSPolicy.status.ancestors[].conditions[] supportedFeatures=[gateway/v1.GatewayClass.status.supportedFeatures[]
    gateway/v1.GatewayClass.status.supportedFeatures[] name=s
    gateway/v1.HTTPRoute apiVersion=s kind=s metadata=m spec=gateway/v1.HTTPRoute.spec status=gateway/v1.GRPCRoute.status
    gateway/v1.HTTPRoute.spec hostnames=[s parentRefs=[gateway/v1.BackendTLSPolicy.status.ancestors[].ancestorRef rules=[gateway/v1.HTTPRoute.spec.rules[]
    gateway/v1.HTTPRoute.spec.rules[] backendRefs=[gateway/v1.HTTPRoute.spec.rules[].backendRefs[] filters=[gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[] matches=[gateway/v1.HTTPRoute.spec.rules[].matches[] name=s timeouts=gateway/v1.HTTPRoute.spec.rules[].timeouts
    gateway/v1.HTTPRoute.spec.rules[].backendRefs[] filters=[gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[] group=s kind=s name=s namespace=s port=i weight=i
    gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[] cors=gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[].cors extensionRef=gateway/v1.BackendTLSPolicy.spec.validation.caCertificateRefs[] requestHeaderModifier=gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestHeaderModifier requestMirror=gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestMirror requestRedirect=gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[].requestRedirect responseHeaderModifier=gateway/v1.GRPCRoute.spec.rules[].backendRefs[].filters[].requestHeaderModifier type=s urlRewrite=gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[].urlRewrite
    gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[].cors allowCredentials=b allowHeaders=[s allowMethods=[s allowOrigins=[s exposeHeaders=[s maxAge=i
    gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[].requestRedirect hostname=s path=gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[].requestRedirect.path port=i scheme=s statusCode=i
    gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[].requestRedirect.path replaceFullPath=s replacePrefixMatch=s type=s
    gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[].urlRewrite hostname=s path=gateway/v1.HTTPRoute.spec.rules[].backendRefs[].filters[].requestRedirect.path
    gateway/v1.HTTPRoute.spec.rules[].matches[] headers=[gateway/v1.GRPCRoute.spec.rules[].matches[].headers[] method=s path=gateway/v1.Gateway.spec.addresses[] queryParams=[gateway/v1.GRPCRoute.spec.rules[].matches[].headers[]
    gateway/v1.HTTPRoute.spec.rules[].timeouts backendRequest=s request=s
    gateway/v1.ListenerSet apiVersion=s kind=s metadata=m spec=gateway/v1.ListenerSet.spec status=gateway/v1.ListenerSet.status
    gateway/v1.ListenerSet.spec listeners=[gateway/v1.Gateway.spec.listeners[] parentRef=gateway/v1.GatewayClass.spec.parametersRef
    gateway/v1.ListenerSet.status conditions=[gateway/v1.BackendTLSPolicy.status.ancestors[].conditions[] listeners=[gateway/v1.Gateway.status.listeners[]
    gateway/v1.ReferenceGrant apiVersion=s kind=s metadata=m spec=gateway/v1.ReferenceGrant.spec
    gateway/v1.ReferenceGrant.spec from=[gateway/v1.ReferenceGrant.spec.from[] to=[gateway/v1.BackendTLSPolicy.spec.validation.caCertificateRefs[]
    gateway/v1.ReferenceGrant.spec.from[] group=s kind=s namespace=s
    gateway/v1.TCPRoute apiVersion=s kind=s metadata=m spec=gateway/v1.TCPRoute.spec status=gateway/v1.GRPCRoute.status
    gateway/v1.TCPRoute.spec parentRefs=[gateway/v1.BackendTLSPolicy.status.ancestors[].ancestorRef rules=[gateway/v1.TCPRoute.spec.rules[]
    gateway/v1.TCPRoute.spec.rules[] backendRefs=[gateway/v1.TCPRoute.spec.rules[].backendRefs[] name=s
    gateway/v1.TCPRoute.spec.rules[].backendRefs[] group=s kind=s name=s namespace=s port=i weight=i
    gateway/v1.TLSRoute apiVersion=s kind=s metadata=m spec=gateway/v1.TLSRoute.spec status=gateway/v1.GRPCRoute.status
    gateway/v1.TLSRoute.spec hostnames=[s parentRefs=[gateway/v1.BackendTLSPolicy.status.ancestors[].ancestorRef rules=[gateway/v1.TCPRoute.spec.rules[]
    gateway/v1.UDPRoute apiVersion=s kind=s metadata=m spec=gateway/v1.TCPRoute.spec status=gateway/v1.GRPCRoute.status
    gateway/v1beta1.Gateway apiVersion=s kind=s metadata=m spec=gateway/v1.Gateway.spec status=gateway/v1.Gateway.status
    gateway/v1beta1.GatewayClass apiVersion=s kind=s metadata=m spec=gateway/v1.GatewayClass.spec status=gateway/v1.GatewayClass.status
    gateway/v1beta1.HTTPRoute apiVersion=s kind=s metadata=m spec=gateway/v1.HTTPRoute.spec status=gateway/v1.GRPCRoute.status
    gateway/v1beta1.ReferenceGrant apiVersion=s kind=s metadata=m spec=gateway/v1.ReferenceGrant.spec
    getambassador/v1.AuthService apiVersion=s kind=s metadata=m spec=getambassador/v1.AuthService.spec
    getambassador/v1.AuthService.spec add_auth_headers={s add_linkerd_headers=b allow_request_body=b allowed_authorization_headers=[s allowed_request_headers=[s ambassador_id=- auth_service=s failure_mode_allow=b include_body=getambassador/v1.AuthService.spec.include_body path_prefix=s proto=s protocol_version=s status_on_error=getambassador/v1.AuthService.spec.status_on_error timeout_ms=i tls=- v3CircuitBreakers=[getambassador/v1.AuthService.spec.v3CircuitBreakers[] v3StatsName=s
    getambassador/v1.AuthService.spec.include_body allow_partial=b max_bytes=i
    getambassador/v1.AuthService.spec.status_on_error code=i
    getambassador/v1.AuthService.spec.v3CircuitBreakers[] max_connections=i max_pending_requests=i max_requests=i max_retries=i priority=s
    getambassador/v1.ConsulResolver apiVersion=s kind=s metadata=m spec=getambassador/v1.ConsulResolver.spec
    getambassador/v1.ConsulResolver.spec address=s ambassador_id=- datacenter=s
    getambassador/v1.DevPortal apiVersion=s kind=s metadata=m spec=getambassador/v1.DevPortal.spec
    getambassador/v1.DevPortal.spec ambassador_id=- content=getambassador/v1.DevPortal.spec.content default=b docs=[getambassador/v1.DevPortal.spec.docs[] naming_scheme=s preserve_servers=b search=getambassador/v1.DevPortal.spec.search selector=getambassador/v1.DevPortal.spec.selector
    getambassador/v1.DevPortal.spec.content branch=s dir=s url=s
    getambassador/v1.DevPortal.spec.docs[] service=s timeout_ms=i url=s
    getambassador/v1.DevPortal.spec.search enabled=b type=s
    getambassador/v1.DevPortal.spec.selector matchLabels={s matchNamespaces=[s
    getambassador/v1.KubernetesEndpointResolver apiVersion=s kind=s metadata=m spec=getambassador/v1.KubernetesEndpointResolver.spec
    getambassador/v1.KubernetesEndpointResolver.spec ambassador_id=-
    getambassador/v1.KubernetesServiceResolver apiVersion=s kind=s metadata=m spec=getambassador/v1.KubernetesEndpointResolver.spec
    getambassador/v1.LogService apiVersion=s kind=s metadata=m spec=getambassador/v1.LogService.spec
    getambassador/v1.LogService.spec ambassador_id=- driver=s driver_config=getambassador/v1.LogService.spec.driver_config flush_interval_byte_size=i flush_interval_time=i grpc=b service=s v3ProtocolVersion=s v3StatsName=s
    getambassador/v1.LogService.spec.driver_config additional_log_headers=[getambassador/v1.LogService.spec.driver_config.additional_log_headers[]
    getambassador/v1.LogService.spec.driver_config.additional_log_headers[] during_request=b during_response=b during_trailer=b header_name=s
    getambassador/v1.Mapping apiVersion=s kind=s metadata=m spec=getambassador/v1.Mapping.spec status=getambassador/v1.Mapping.status
    getambassador/v1.Mapping.spec add_linkerd_headers=b add_request_headers={- add_response_headers={- allow_upgrade=[s ambassador_id=- auth_context_extensions={s auto_host_rewrite=b bypass_auth=b bypass_error_response_overrides=b case_sensitive=b circuit_breakers=[getambassador/v1.AuthService.spec.v3CircuitBreakers[] cluster_idle_timeout_ms=i cluster_max_connection_lifetime_ms=i cluster_tag=s connect_timeout_ms=i cors=getambassador/v1.Mapping.spec.cors dns_type=s docs=getambassador/v1.Mapping.spec.docs enable_ipv4=b enable_ipv6=b envoy_override=- error_response_overrides=[getambassador/v1.Mapping.spec.error_response_overrides[] grpc=b headers={- host=s host_redirect=b host_regex=b host_rewrite=s idle_timeout_ms=i keepalive=getambassador/v1.Mapping.spec.keepalive labels={[{[- load_balancer=getambassador/v1.Mapping.spec.load_balancer method=s method_regex=b modules=[- outlier_detection=s path_redirect=s precedence=i prefix=s prefix_exact=b prefix_redirect=s prefix_regex=b priority=s query_parameters={- redirect_response_code=i regex_headers={s regex_query_parameters={s regex_redirect=getambassador/v1.Mapping.spec.regex_redirect regex_rewrite=getambassador/v1.Mapping.spec.regex_redirect remove_request_headers=- remove_response_headers=- resolver=s respect_dns_ttl=b retry_policy=getambassador/v1.Mapping.spec.retry_policy rewrite=s service=s shadow=b timeout_ms=i tls=- use_websocket=b v3StatsName=s v3health_checks=[getambassador/v1.Mapping.spec.v3health_checks[] weight=i
    getambassador/v1.Mapping.spec.cors credentials=b exposed_headers=- headers=- max_age=s methods=- origins=-
    getambassador/v1.Mapping.spec.docs display_name=s ignored=b path=s timeout_ms=i url=s
    getambassador/v1.Mapping.spec.error_response_overrides[] body=getambassador/v1.Mapping.spec.error_response_overrides[].body on_status_code=i
    getambassador/v1.Mapping.spec.error_response_overrides[].body content_type=s json_format={s text_format=s text_format_source=getambassador/v1.Mapping.spec.error_response_overrides[].body.text_format_source
    getambassador/v1.Mapping.spec.error_response_overrides[].body.text_format_source filename=s
    getambassador/v1.Mapping.spec.keepalive idle_time=i interval=i probes=i
    getambassador/v1.Mapping.spec.load_balancer cookie=getambassador/v1.Mapping.spec.load_balancer.cookie header=s policy=s source_ip=b
    getambassador/v1.Mapping.spec.load_balancer.cookie name=s path=s ttl=s
    getambassador/v1.Mapping.spec.regex_redirect pattern=s substitution=s
    getambassador/v1.Mapping.spec.retry_policy num_retries=i per_try_timeout=s retry_on=s
    getambassador/v1.Mapping.spec.v3health_checks[] health_check=getambassador/v1.Mapping.spec.v3health_checks[].health_check healthy_threshold=i interval=s timeout=s unhealthy_threshold=i
    getambassador/v1.Mapping.spec.v3health_checks[].health_check grpc=getambassador/v1.Mapping.spec.v3health_checks[].health_check.grpc http=getambassador/v1.Mapping.spec.v3health_checks[].health_check.http
    getambassador/v1.Mapping.spec.v3health_checks[].health_check.grpc authority=s upstream_name=s
    getambassador/v1.Mapping.spec.v3health_checks[].health_check.http add_request_headers={getambassador/v1.Mapping.spec.v3health_checks[].health_check.http.add_request_headers{} expected_statuses=[getambassador/v1.Mapping.spec.v3health_checks[].health_check.http.expected_statuses[] hostname=s path=s remove_request_headers=[s
    getambassador/v1.Mapping.spec.v3health_checks[].health_check.http.add_request_headers{} append=b v2Representation=s value=s
    getambassador/v1.Mapping.spec.v3health_checks[].health_check.http.expected_statuses[] max=i min=i
    getambassador/v1.Mapping.status reason=s state=s
    getambassador/v1.Module apiVersion=s kind=s metadata=m spec=getambassador/v1.Module.spec
    getambassador/v1.Module.spec ambassador_id=- config=-
    getambassador/v1.RateLimitService apiVersion=s kind=s metadata=m spec=getambassador/v1.RateLimitService.spec
    getambassador/v1.RateLimitService.spec ambassador_id=- domain=s failure_mode_deny=b protocol_version=s service=s timeout_ms=i tls=- v3GRPC=getambassador/v1.RateLimitService.spec.v3GRPC v3StatsName=s
    getambassador/v1.RateLimitService.spec.v3GRPC use_resource_exhausted_code=b
    getambassador/v1.TCPMapping apiVersion=s kind=s metadata=m spec=getambassador/v1.TCPMapping.spec
    getambassador/v1.TCPMapping.spec address=s ambassador_id=- circuit_breakers=[getambassador/v1.AuthService.spec.v3CircuitBreakers[] cluster_tag=s enable_ipv4=b enable_ipv6=b host=s idle_timeout_ms=s port=i resolver=s service=s tls=- v3StatsName=s weight=i
    getambassador/v1.TLSContext apiVersion=s kind=s metadata=m spec=getambassador/v1.TLSContext.spec
    getambassador/v1.TLSContext.spec alpn_protocols=s ambassador_id=- ca_secret=s cacert_chain_file=s cert_chain_file=s cert_required=b cipher_suites=[s ecdh_curves=[s hosts=[s max_tls_version=s min_tls_version=s private_key_file=s redirect_cleartext_from=i secret=s secret_namespacing=b sni=s v3CRLSecret=s
    getambassador/v1.TracingService apiVersion=s kind=s metadata=m spec=getambassador/v1.TracingService.spec
    getambassador/v1.TracingService.spec ambassador_id=- config=getambassador/v1.TracingService.spec.config driver=s sampling=getambassador/v1.TracingService.spec.sampling service=s tag_headers=[s v3CustomTags=[getambassador/v1.TracingService.spec.v3CustomTags[] v3StatsName=s
    getambassador/v1.TracingService.spec.config access_token_file=s collector_cluster=s collector_endpoint=s collector_endpoint_version=s collector_hostname=s service_name=s shared_span_context=b trace_id_128bit=b v3PropagationModes=[s
    getambassador/v1.TracingService.spec.sampling client=i overall=i random=i
    getambassador/v1.TracingService.spec.v3CustomTags[] environment=getambassador/v1.TracingService.spec.v3CustomTags[].environment literal=getambassador/v1.TracingService.spec.v3CustomTags[].literal request_header=getambassador/v1.TracingService.spec.v3CustomTags[].environment tag=s
    getambassador/v1.TracingService.spec.v3CustomTags[].environment default_value=s name=s
    getambassador/v1.TracingService.spec.v3CustomTags[].literal value=s
    getambassador/v2.AuthService apiVersion=s kind=s metadata=m spec=getambassador/v1.AuthService.spec
    getambassador/v2.ConsulResolver apiVersion=s kind=s metadata=m spec=getambassador/v1.ConsulResolver.spec
    getambassador/v2.DevPortal apiVersion=s kind=s metadata=m spec=getambassador/v1.DevPortal.spec
    getambassador/v2.Host apiVersion=s kind=s metadata=m spec=getambassador/v2.Host.spec status=getambassador/v2.Host.status
    getambassador/v2.Host.spec acmeProvider=getambassador/v2.Host.spec.acmeProvider ambassador_id=- ambassadorId=- hostname=s previewUrl=getambassador/v1.DevPortal.spec.search requestPolicy=getambassador/v2.Host.spec.requestPolicy selector=getambassador/v2.Host.spec.selector tls=getambassador/v2.Host.spec.tls tlsContext=getambassador/v2.Host.spec.acmeProvider.privateKeySecret tlsSecret=getambassador/v2.Host.spec.tlsSecret
    getambassador/v2.Host.spec.acmeProvider authority=s email=s privateKeySecret=getambassador/v2.Host.spec.acmeProvider.privateKeySecret registration=s
    getambassador/v2.Host.spec.acmeProvider.privateKeySecret name=s
    getambassador/v2.Host.spec.requestPolicy insecure=getambassador/v2.Host.spec.requestPolicy.insecure
    getambassador/v2.Host.spec.requestPolicy.insecure action=s additionalPort=i
    getambassador/v2.Host.spec.selector matchExpressions=[getambassador/v2.Host.spec.selector.matchExpressions[] matchLabels={s
    getambassador/v2.Host.spec.selector.matchExpressions[] key=s operator=s values=[s
    getambassador/v2.Host.spec.tls alpn_protocols=s ca_secret=s cacert_chain_file=s cert_chain_file=s cert_required=b cipher_suites=[s ecdh_curves=[s max_tls_version=s min_tls_version=s private_key_file=s redirect_cleartext_from=i sni=s v3CRLSecret=s
    getambassador/v2.Host.spec.tlsSecret name=s namespace=s
    getambassador/v2.Host.status errorBackoff=s errorReason=s errorTimestamp=- phaseCompleted=s phasePending=s state=s tlsCertificateSource=s
    getambassador/v2.KubernetesEndpointResolver apiVersion=s kind=s metadata=m spec=getambassador/v1.KubernetesEndpointResolver.spec
    getambassador/v2.KubernetesServiceResolver apiVersion=s kind=s metadata=m spec=getambassador/v1.KubernetesEndpointResolver.spec
    getambassador/v2.LogService apiVersion=s kind=s metadata=m spec=getambassador/v1.LogService.spec
    getambassador/v2.Mapping apiVersion=s kind=s metadata=m spec=getambassador/v1.Mapping.spec status=getambassador/v1.Mapping.status
    getambassador/v2.Module apiVersion=s kind=s metadata=m spec=getambassador/v1.Module.spec
    getambassador/v2.RateLimitService apiVersion=s kind=s metadata=m spec=getambassador/v1.RateLimitService.spec
    getambassador/v2.TCPMapping apiVersion=s kind=s metadata=m spec=getambassador/v1.TCPMapping.spec
    getambassador/v2.TLSContext apiVersion=s kind=s metadata=m spec=getambassador/v1.TLSContext.spec
    getambassador/v2.TracingService apiVersion=s kind=s metadata=m spec=getambassador/v1.TracingService.spec
    getambassador/v3alpha1.AuthService apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.AuthService.spec
    getambassador/v3alpha1.AuthService.spec add_auth_headers={s add_linkerd_headers=b allow_request_body=b allowed_authorization_headers=[s allowed_request_headers=[s ambassador_id=[s auth_service=s circuit_breakers=[getambassador/v1.AuthService.spec.v3CircuitBreakers[] failure_mode_allow=b include_body=getambassador/v1.AuthService.spec.include_body path_prefix=s proto=s protocol_version=s stats_name=s status_on_error=getambassador/v1.AuthService.spec.status_on_error timeout_ms=i tls=s v2ExplicitTLS=getambassador/v3alpha1.AuthService.spec.v2ExplicitTLS
    getambassador/v3alpha1.AuthService.spec.v2ExplicitTLS serviceScheme=s tls=s
    getambassador/v3alpha1.ConsulResolver apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.ConsulResolver.spec
    getambassador/v3alpha1.ConsulResolver.spec address=s ambassador_id=[s datacenter=s
    getambassador/v3alpha1.DevPortal apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.DevPortal.spec
    getambassador/v3alpha1.DevPortal.spec ambassador_id=[s content=getambassador/v1.DevPortal.spec.content default=b docs=[getambassador/v1.DevPortal.spec.docs[] naming_scheme=s preserve_servers=b search=getambassador/v1.DevPortal.spec.search selector=getambassador/v1.DevPortal.spec.selector
    getambassador/v3alpha1.Host apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.Host.spec status=getambassador/v2.Host.status
    getambassador/v3alpha1.Host.spec acmeProvider=getambassador/v2.Host.spec.acmeProvider ambassador_id=[s hostname=s mappingSelector=getambassador/v2.Host.spec.selector previewUrl=getambassador/v1.DevPortal.spec.search requestPolicy=getambassador/v2.Host.spec.requestPolicy selector=getambassador/v2.Host.spec.selector tls=getambassador/v3alpha1.Host.spec.tls tlsContext=getambassador/v2.Host.spec.acmeProvider.privateKeySecret tlsSecret=getambassador/v2.Host.spec.tlsSecret
    getambassador/v3alpha1.Host.spec.tls alpn_protocols=s ca_secret=s cacert_chain_file=s cert_chain_file=s cert_required=b cipher_suites=[s crl_secret=s ecdh_curves=[s max_tls_version=s min_tls_version=s private_key_file=s redirect_cleartext_from=i sni=s
    getambassador/v3alpha1.KubernetesEndpointResolver apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.KubernetesEndpointResolver.spec
    getambassador/v3alpha1.KubernetesEndpointResolver.spec ambassador_id=[s
    getambassador/v3alpha1.KubernetesServiceResolver apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.KubernetesEndpointResolver.spec
    getambassador/v3alpha1.Listener apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.Listener.spec
    getambassador/v3alpha1.Listener.spec ambassador_id=[s hostBinding=getambassador/v3alpha1.Listener.spec.hostBinding l7Depth=i port=i protocol=s protocolStack=[s securityModel=s statsPrefix=s
    getambassador/v3alpha1.Listener.spec.hostBinding namespace=getambassador/v3alpha1.Listener.spec.hostBinding.namespace selector=getambassador/v2.Host.spec.selector
    getambassador/v3alpha1.Listener.spec.hostBinding.namespace from=s
    getambassador/v3alpha1.LogService apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.LogService.spec
    getambassador/v3alpha1.LogService.spec ambassador_id=[s driver=s driver_config=getambassador/v1.LogService.spec.driver_config flush_interval_byte_size=i flush_interval_time=i grpc=b protocol_version=s service=s stats_name=s
    getambassador/v3alpha1.Mapping apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.Mapping.spec status=getambassador/v1.Mapping.status
    getambassador/v3alpha1.Mapping.spec add_linkerd_headers=b add_request_headers={getambassador/v1.Mapping.spec.v3health_checks[].health_check.http.add_request_headers{} add_response_headers={getambassador/v1.Mapping.spec.v3health_checks[].health_check.http.add_request_headers{} allow_upgrade=[s ambassador_id=[s auth_context_extensions={s auto_host_rewrite=b bypass_auth=b bypass_error_response_overrides=b case_sensitive=b circuit_breakers=[getambassador/v1.AuthService.spec.v3CircuitBreakers[] cluster_idle_timeout_ms=i cluster_max_connection_lifetime_ms=i cluster_tag=s connect_timeout_ms=i cors=getambassador/v3alpha1.Mapping.spec.cors dns_type=s docs=getambassador/v1.Mapping.spec.docs enable_ipv4=b enable_ipv6=b envoy_override=- error_response_overrides=[getambassador/v1.Mapping.spec.error_response_overrides[] grpc=b headers={s health_checks=[getambassador/v1.Mapping.spec.v3health_checks[] host=s host_redirect=b host_regex=b host_rewrite=s hostname=s idle_timeout_ms=i keepalive=getambassador/v1.Mapping.spec.keepalive labels={[{[getambassador/v3alpha1.Mapping.spec.labels{}[]{}[] load_balancer=getambassador/v1.Mapping.spec.load_balancer method=s method_regex=b modules=[- outlier_detection=s path_redirect=s precedence=i prefix=s prefix_exact=b prefix_redirect=s prefix_regex=b priority=s query_parameters={s redirect_response_code=i regex_headers={s regex_query_parameters={s regex_redirect=getambassador/v1.Mapping.spec.regex_redirect regex_rewrite=getambassador/v1.Mapping.spec.regex_redirect remove_request_headers=[s remove_response_headers=[s resolver=s respect_dns_ttl=b retry_policy=getambassador/v1.Mapping.spec.retry_policy rewrite=s service=s shadow=b stats_name=s timeout_ms=i tls=s use_websocket=b v2BoolHeaders=[s v2BoolQueryParameters=[s v2ExplicitTLS=getambassador/v3alpha1.AuthService.spec.v2ExplicitTLS weight=i
    getambassador/v3alpha1.Mapping.spec.cors credentials=b exposed_headers=[s headers=[s max_age=s methods=[s origins=[s v2CommaSeparatedOrigins=b
    getambassador/v3alpha1.Mapping.spec.labels{}[]{}[] destination_cluster=getambassador/v3alpha1.Mapping.spec.labels{}[]{}[].destination_cluster generic_key=getambassador/v3alpha1.Mapping.spec.labels{}[]{}[].generic_key remote_address=getambassador/v3alpha1.Mapping.spec.labels{}[]{}[].destination_cluster request_headers=getambassador/v3alpha1.Mapping.spec.labels{}[]{}[].request_headers source_cluster=getambassador/v3alpha1.Mapping.spec.labels{}[]{}[].destination_cluster
    getambassador/v3alpha1.Mapping.spec.labels{}[]{}[].destination_cluster key=s
    getambassador/v3alpha1.Mapping.spec.labels{}[]{}[].generic_key key=s v2Shorthand=b value=s
    getambassador/v3alpha1.Mapping.spec.labels{}[]{}[].request_headers header_name=s key=s omit_if_not_present=b
    getambassador/v3alpha1.Module apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.Module.spec
    getambassador/v3alpha1.Module.spec ambassador_id=[s config=-
    getambassador/v3alpha1.RateLimitService apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.RateLimitService.spec
    getambassador/v3alpha1.RateLimitService.spec ambassador_id=[s domain=s failure_mode_deny=b grpc=getambassador/v1.RateLimitService.spec.v3GRPC protocol_version=s service=s stats_name=s timeout_ms=i tls=s v2ExplicitTLS=getambassador/v3alpha1.AuthService.spec.v2ExplicitTLS
    getambassador/v3alpha1.TCPMapping apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.TCPMapping.spec
    getambassador/v3alpha1.TCPMapping.spec address=s ambassador_id=[s circuit_breakers=[getambassador/v1.AuthService.spec.v3CircuitBreakers[] cluster_tag=s enable_ipv4=b enable_ipv6=b host=s idle_timeout_ms=s port=i resolver=s service=s stats_name=s tls=s v2ExplicitTLS=getambassador/v3alpha1.AuthService.spec.v2ExplicitTLS weight=i
    getambassador/v3alpha1.TLSContext apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.TLSContext.spec
    getambassador/v3alpha1.TLSContext.spec alpn_protocols=s ambassador_id=[s ca_secret=s cacert_chain_file=s cert_chain_file=s cert_required=b cipher_suites=[s crl_secret=s ecdh_curves=[s hosts=[s max_tls_version=s min_tls_version=s private_key_file=s redirect_cleartext_from=i secret=s secret_namespacing=b sni=s
    getambassador/v3alpha1.TracingService apiVersion=s kind=s metadata=m spec=getambassador/v3alpha1.TracingService.spec
    getambassador/v3alpha1.TracingService.spec ambassador_id=[s config=getambassador/v3alpha1.TracingService.spec.config custom_tags=[getambassador/v1.TracingService.spec.v3CustomTags[] driver=s sampling=getambassador/v1.TracingService.spec.sampling service=s stats_name=s tag_headers=[s
    getambassador/v3alpha1.TracingService.spec.config access_token_file=s collector_cluster=s collector_endpoint=s collector_endpoint_version=s collector_hostname=s propagation_modes=[s service_name=s shared_span_context=b trace_id_128bit=b
    meta/v1.Condition type=s status=s observedGeneration=i lastTransitionTime=- reason=s message=s
    meta/v1.GroupResource group=s resource=s
    meta/v1.LabelSelector matchLabels={s matchExpressions=[meta/v1.LabelSelectorRequirement
    meta/v1.LabelSelectorRequirement key=s operator=s values=[s
    networking/v1.HTTPIngressPath path=s pathType=s backend=networking/v1.IngressBackend
    networking/v1.HTTPIngressRuleValue paths=[networking/v1.HTTPIngressPath
    networking/v1.IPAddress kind=s apiVersion=s metadata=m spec=networking/v1.IPAddressSpec
    networking/v1.IPAddressSpec parentRef=networking/v1.ParentReference
    networking/v1.IPBlock cidr=s except=[s
    networking/v1.Ingress kind=s apiVersion=s metadata=m spec=networking/v1.IngressSpec status=networking/v1.IngressStatus
    networking/v1.IngressBackend service=networking/v1.IngressServiceBackend resource=core/v1.TypedLocalObjectReference
    networking/v1.IngressClass kind=s apiVersion=s metadata=m spec=networking/v1.IngressClassSpec
    networking/v1.IngressClassParametersReference apiGroup=s kind=s name=s scope=s namespace=s
    networking/v1.IngressClassSpec controller=s parameters=networking/v1.IngressClassParametersReference
    networking/v1.IngressLoadBalancerIngress ip=s hostname=s ports=[networking/v1.IngressPortStatus
    networking/v1.IngressLoadBalancerStatus ingress=[networking/v1.IngressLoadBalancerIngress
    networking/v1.IngressPortStatus port=i protocol=s error=s
    networking/v1.IngressRule host=s http=networking/v1.HTTPIngressRuleValue
    networking/v1.IngressServiceBackend name=s port=networking/v1.ServiceBackendPort
    networking/v1.IngressSpec ingressClassName=s defaultBackend=networking/v1.IngressBackend tls=[networking/v1.IngressTLS rules=[networking/v1.IngressRule
    networking/v1.IngressStatus loadBalancer=networking/v1.IngressLoadBalancerStatus
    networking/v1.IngressTLS hosts=[s secretName=s
    networking/v1.NetworkPolicy kind=s apiVersion=s metadata=m spec=networking/v1.NetworkPolicySpec
    networking/v1.NetworkPolicyEgressRule ports=[networking/v1.NetworkPolicyPort to=[networking/v1.NetworkPolicyPeer
    networking/v1.NetworkPolicyIngressRule ports=[networking/v1.NetworkPolicyPort from=[networking/v1.NetworkPolicyPeer
    networking/v1.NetworkPolicyPeer podSelector=meta/v1.LabelSelector namespaceSelector=meta/v1.LabelSelector ipBlock=networking/v1.IPBlock
    networking/v1.NetworkPolicyPort protocol=s port=o endPort=i
    networking/v1.NetworkPolicySpec podSelector=meta/v1.LabelSelector ingress=[networking/v1.NetworkPolicyIngressRule egress=[networking/v1.NetworkPolicyEgressRule policyTypes=[s
    networking/v1.ParentReference group=s resource=s namespace=s name=s
    networking/v1.ServiceBackendPort name=s number=i
    networking/v1.ServiceCIDR kind=s apiVersion=s metadata=m spec=networking/v1.ServiceCIDRSpec status=networking/v1.ServiceCIDRStatus
    networking/v1.ServiceCIDRSpec cidrs=[s
    networking/v1.ServiceCIDRStatus conditions=[meta/v1.Condition
    networking/v1beta1.IPAddress kind=s apiVersion=s metadata=m spec=networking/v1beta1.IPAddressSpec
    networking/v1beta1.IPAddressSpec parentRef=networking/v1beta1.ParentReference
    networking/v1beta1.ParentReference group=s resource=s namespace=s name=s
    networking/v1beta1.ServiceCIDR kind=s apiVersion=s metadata=m spec=networking/v1beta1.ServiceCIDRSpec status=networking/v1beta1.ServiceCIDRStatus
    networking/v1beta1.ServiceCIDRSpec cidrs=[s
    networking/v1beta1.ServiceCIDRStatus conditions=[meta/v1.Condition
    node/v1.Overhead podFixed={q
    node/v1.RuntimeClass kind=s apiVersion=s metadata=m handler=s overhead=node/v1.Overhead scheduling=node/v1.Scheduling
    node/v1.Scheduling nodeSelector={s tolerations=[core/v1.Toleration
    policy/v1.PodDisruptionBudget kind=s apiVersion=s metadata=m spec=policy/v1.PodDisruptionBudgetSpec status=policy/v1.PodDisruptionBudgetStatus
    policy/v1.PodDisruptionBudgetSpec minAvailable=o selector=meta/v1.LabelSelector maxUnavailable=o unhealthyPodEvictionPolicy=s
    policy/v1.PodDisruptionBudgetStatus observedGeneration=i disruptedPods={- disruptionsAllowed=i currentHealthy=i desiredHealthy=i expectedPods=i conditions=[meta/v1.Condition
    rbac/v1.AggregationRule clusterRoleSelectors=[meta/v1.LabelSelector
    rbac/v1.ClusterRole kind=s apiVersion=s metadata=m rules=[rbac/v1.PolicyRule aggregationRule=rbac/v1.AggregationRule
    rbac/v1.ClusterRoleBinding kind=s apiVersion=s metadata=m subjects=[rbac/v1.Subject roleRef=rbac/v1.RoleRef
    rbac/v1.PolicyRule verbs=[s apiGroups=[s resources=[s resourceNames=[s nonResourceURLs=[s
    rbac/v1.Role kind=s apiVersion=s metadata=m rules=[rbac/v1.PolicyRule
    rbac/v1.RoleBinding kind=s apiVersion=s metadata=m subjects=[rbac/v1.Subject roleRef=rbac/v1.RoleRef
    rbac/v1.RoleRef apiGroup=s kind=s name=s
    rbac/v1.Subject kind=s apiGroup=s name=s namespace=s
    resource/v1.AllocatedDeviceStatus driver=s pool=s device=s shareID=s conditions=[meta/v1.Condition data=- networkData=resource/v1.NetworkDeviceData
    resource/v1.AllocationResult devices=resource/v1.DeviceAllocationResult nodeSelector=core/v1.NodeSelector allocationTimestamp=-
    resource/v1.CELDeviceSelector expression=s
    resource/v1.CapacityRequestPolicy default=q validValues=[q validRange=resource/v1.CapacityRequestPolicyRange
    resource/v1.CapacityRequestPolicyRange min=q max=q step=q
    resource/v1.CapacityRequirements requests={q
    resource/v1.Counter value=q
    resource/v1.CounterSet name=s counters={resource/v1.Counter
    resource/v1.Device name=s attributes={resource/v1.DeviceAttribute capacity={resource/v1.DeviceCapacity consumesCounters=[resource/v1.DeviceCounterConsumption nodeName=s nodeSelector=core/v1.NodeSelector allNodes=b taints=[resource/v1.DeviceTaint bindsToNode=b bindingConditions=[s bindingFailureConditions=[s allowMultipleAllocations=b nodeAllocatableResourceMappings={resource/v1.NodeAllocatableResourceMapping
    resource/v1.DeviceAllocationConfiguration source=s requests=[s opaque=resource/v1.OpaqueDeviceConfiguration
    resource/v1.DeviceAllocationResult results=[resource/v1.DeviceRequestAllocationResult config=[resource/v1.DeviceAllocationConfiguration
    resource/v1.DeviceAttribute int=i bool=b string=s version=s ints=[i bools=[b strings=[s versions=[s
    resource/v1.DeviceCapacity value=q requestPolicy=resource/v1.CapacityRequestPolicy
    resource/v1.DeviceClaim requests=[resource/v1.DeviceRequest constraints=[resource/v1.DeviceConstraint config=[resource/v1.DeviceClaimConfiguration
    resource/v1.DeviceClaimConfiguration requests=[s opaque=resource/v1.OpaqueDeviceConfiguration
    resource/v1.DeviceClass kind=s apiVersion=s metadata=m spec=resource/v1.DeviceClassSpec
    resource/v1.DeviceClassConfiguration opaque=resource/v1.OpaqueDeviceConfiguration
    resource/v1.DeviceClassSpec selectors=[resource/v1.DeviceSelector config=[resource/v1.DeviceClassConfiguration extendedResourceName=s
    resource/v1.DeviceConstraint requests=[s matchAttribute=s distinctAttribute=s
    resource/v1.DeviceCounterConsumption counterSet=s counters={resource/v1.Counter
    resource/v1.DeviceRequest name=s exactly=resource/v1.ExactDeviceRequest firstAvailable=[resource/v1.DeviceSubRequest
    resource/v1.DeviceRequestAllocationResult request=s driver=s pool=s device=s adminAccess=b tolerations=[resource/v1.DeviceToleration bindingConditions=[s bindingFailureConditions=[s shareID=- consumedCapacity={q
    resource/v1.DeviceSelector cel=resource/v1.CELDeviceSelector
    resource/v1.DeviceSubRequest name=s deviceClassName=s selectors=[resource/v1.DeviceSelector allocationMode=s count=i tolerations=[resource/v1.DeviceToleration capacity=resource/v1.CapacityRequirements
    resource/v1.DeviceTaint key=s value=s effect=s timeAdded=-
    resource/v1.DeviceToleration key=s operator=s value=s effect=s tolerationSeconds=i
    resource/v1.ExactDeviceRequest deviceClassName=s selectors=[resource/v1.DeviceSelector allocationMode=s count=i adminAccess=b tolerations=[resource/v1.DeviceToleration capacity=resource/v1.CapacityRequirements
    resource/v1.NetworkDeviceData interfaceName=s ips=[s hardwareAddress=s
    resource/v1.NodeAllocatableResourceMapping capacityKey=s allocationMultiplier=q
    resource/v1.OpaqueDeviceConfiguration driver=s parameters=-
    resource/v1.ResourceClaim kind=s apiVersion=s metadata=m spec=resource/v1.ResourceClaimSpec status=resource/v1.ResourceClaimStatus
    resource/v1.ResourceClaimConsumerReference apiGroup=s resource=s name=s uid=-
    resource/v1.ResourceClaimSpec devices=resource/v1.DeviceClaim
    resource/v1.ResourceClaimStatus allocation=resource/v1.AllocationResult reservedFor=[resource/v1.ResourceClaimConsumerReference devices=[resource/v1.AllocatedDeviceStatus
    resource/v1.ResourceClaimTemplate kind=s apiVersion=s metadata=m spec=resource/v1.ResourceClaimTemplateSpec
    resource/v1.ResourceClaimTemplateSpec metadata=m spec=resource/v1.ResourceClaimSpec
    resource/v1.ResourcePool name=s generation=i resourceSliceCount=i
    resource/v1.ResourceSlice kind=s apiVersion=s metadata=m spec=resource/v1.ResourceSliceSpec
    resource/v1.ResourceSliceSpec driver=s pool=resource/v1.ResourcePool nodeName=s nodeSelector=core/v1.NodeSelector allNodes=b devices=[resource/v1.Device perDeviceNodeSelection=b sharedCounters=[resource/v1.CounterSet
    resource/v1alpha3.DeviceTaint key=s value=s effect=s timeAdded=-
    resource/v1alpha3.DeviceTaintRule kind=s apiVersion=s metadata=m spec=resource/v1alpha3.DeviceTaintRuleSpec status=resource/v1alpha3.DeviceTaintRuleStatus
    resource/v1alpha3.DeviceTaintRuleSpec deviceSelector=resource/v1alpha3.DeviceTaintSelector taint=resource/v1alpha3.DeviceTaint
    resource/v1alpha3.DeviceTaintRuleStatus conditions=[meta/v1.Condition
    resource/v1alpha3.DeviceTaintSelector driver=s pool=s device=s
    resource/v1beta1.AllocatedDeviceStatus driver=s pool=s device=s shareID=s conditions=[meta/v1.Condition data=- networkData=resource/v1beta1.NetworkDeviceData
    resource/v1beta1.AllocationResult devices=resource/v1beta1.DeviceAllocationResult nodeSelector=core/v1.NodeSelector allocationTimestamp=-
    resource/v1beta1.BasicDevice attributes={resource/v1beta1.DeviceAttribute capacity={resource/v1beta1.DeviceCapacity consumesCounters=[resource/v1beta1.DeviceCounterConsumption nodeName=s nodeSelector=core/v1.NodeSelector allNodes=b taints=[resource/v1beta1.DeviceTaint bindsToNode=b bindingConditions=[s bindingFailureConditions=[s allowMultipleAllocations=b nodeAllocatableResourceMappings={resource/v1beta1.NodeAllocatableResourceMapping
    resource/v1beta1.CELDeviceSelector expression=s
    resource/v1beta1.CapacityRequestPolicy default=q validValues=[q validRange=resource/v1beta1.CapacityRequestPolicyRange
    resource/v1beta1.CapacityRequestPolicyRange min=q max=q step=q
    resource/v1beta1.CapacityRequirements requests={q
    resource/v1beta1.Counter value=q
    resource/v1beta1.CounterSet name=s counters={resource/v1beta1.Counter
    resource/v1beta1.Device name=s basic=resource/v1beta1.BasicDevice
    resource/v1beta1.DeviceAllocationConfiguration source=s requests=[s opaque=resource/v1beta1.OpaqueDeviceConfiguration
    resource/v1beta1.DeviceAllocationResult results=[resource/v1beta1.DeviceRequestAllocationResult config=[resource/v1beta1.DeviceAllocationConfiguration
    resource/v1beta1.DeviceAttribute int=i bool=b string=s version=s ints=[i bools=[b strings=[s versions=[s
    resource/v1beta1.DeviceCapacity value=q requestPolicy=resource/v1beta1.CapacityRequestPolicy
    resource/v1beta1.DeviceClaim requests=[resource/v1beta1.DeviceRequest constraints=[resource/v1beta1.DeviceConstraint config=[resource/v1beta1.DeviceClaimConfiguration
    resource/v1beta1.DeviceClaimConfiguration requests=[s opaque=resource/v1beta1.OpaqueDeviceConfiguration
    resource/v1beta1.DeviceClass kind=s apiVersion=s metadata=m spec=resource/v1beta1.DeviceClassSpec
    resource/v1beta1.DeviceClassConfiguration opaque=resource/v1beta1.OpaqueDeviceConfiguration
    resource/v1beta1.DeviceClassSpec selectors=[resource/v1beta1.DeviceSelector config=[resource/v1beta1.DeviceClassConfiguration extendedResourceName=s
    resource/v1beta1.DeviceConstraint requests=[s matchAttribute=s distinctAttribute=s
    resource/v1beta1.DeviceCounterConsumption counterSet=s counters={resource/v1beta1.Counter
    resource/v1beta1.DeviceRequest name=s deviceClassName=s selectors=[resource/v1beta1.DeviceSelector allocationMode=s count=i adminAccess=b firstAvailable=[resource/v1beta1.DeviceSubRequest tolerations=[resource/v1beta1.DeviceToleration capacity=resource/v1beta1.CapacityRequirements
    resource/v1beta1.DeviceRequestAllocationResult request=s driver=s pool=s device=s adminAccess=b tolerations=[resource/v1beta1.DeviceToleration bindingConditions=[s bindingFailureConditions=[s shareID=- consumedCapacity={q
    resource/v1beta1.DeviceSelector cel=resource/v1beta1.CELDeviceSelector
    resource/v1beta1.DeviceSubRequest name=s deviceClassName=s selectors=[resource/v1beta1.DeviceSelector allocationMode=s count=i tolerations=[resource/v1beta1.DeviceToleration capacity=resource/v1beta1.CapacityRequirements
    resource/v1beta1.DeviceTaint key=s value=s effect=s timeAdded=-
    resource/v1beta1.DeviceToleration key=s operator=s value=s effect=s tolerationSeconds=i
    resource/v1beta1.NetworkDeviceData interfaceName=s ips=[s hardwareAddress=s
    resource/v1beta1.NodeAllocatableResourceMapping capacityKey=s allocationMultiplier=q
    resource/v1beta1.OpaqueDeviceConfiguration driver=s parameters=-
    resource/v1beta1.ResourceClaim kind=s apiVersion=s metadata=m spec=resource/v1beta1.ResourceClaimSpec status=resource/v1beta1.ResourceClaimStatus
    resource/v1beta1.ResourceClaimConsumerReference apiGroup=s resource=s name=s uid=-
    resource/v1beta1.ResourceClaimSpec devices=resource/v1beta1.DeviceClaim
    resource/v1beta1.ResourceClaimStatus allocation=resource/v1beta1.AllocationResult reservedFor=[resource/v1beta1.ResourceClaimConsumerReference devices=[resource/v1beta1.AllocatedDeviceStatus
    resource/v1beta1.ResourceClaimTemplate kind=s apiVersion=s metadata=m spec=resource/v1beta1.ResourceClaimTemplateSpec
    resource/v1beta1.ResourceClaimTemplateSpec metadata=m spec=resource/v1beta1.ResourceClaimSpec
    resource/v1beta1.ResourcePool name=s generation=i resourceSliceCount=i
    resource/v1beta1.ResourceSlice kind=s apiVersion=s metadata=m spec=resource/v1beta1.ResourceSliceSpec
    resource/v1beta1.ResourceSliceSpec driver=s pool=resource/v1beta1.ResourcePool nodeName=s nodeSelector=core/v1.NodeSelector allNodes=b devices=[resource/v1beta1.Device perDeviceNodeSelection=b sharedCounters=[resource/v1beta1.CounterSet
    resource/v1beta2.AllocatedDeviceStatus driver=s pool=s device=s shareID=s conditions=[meta/v1.Condition data=- networkData=resource/v1beta2.NetworkDeviceData
    resource/v1beta2.AllocationResult devices=resource/v1beta2.DeviceAllocationResult nodeSelector=core/v1.NodeSelector allocationTimestamp=-
    resource/v1beta2.CELDeviceSelector expression=s
    resource/v1beta2.CapacityRequestPolicy default=q validValues=[q validRange=resource/v1beta2.CapacityRequestPolicyRange
    resource/v1beta2.CapacityRequestPolicyRange min=q max=q step=q
    resource/v1beta2.CapacityRequirements requests={q
    resource/v1beta2.Counter value=q
    resource/v1beta2.CounterSet name=s counters={resource/v1beta2.Counter
    resource/v1beta2.Device name=s attributes={resource/v1beta2.DeviceAttribute capacity={resource/v1beta2.DeviceCapacity consumesCounters=[resource/v1beta2.DeviceCounterConsumption nodeName=s nodeSelector=core/v1.NodeSelector allNodes=b taints=[resource/v1beta2.DeviceTaint bindsToNode=b bindingConditions=[s bindingFailureConditions=[s allowMultipleAllocations=b nodeAllocatableResourceMappings={resource/v1beta2.NodeAllocatableResourceMapping
    resource/v1beta2.DeviceAllocationConfiguration source=s requests=[s opaque=resource/v1beta2.OpaqueDeviceConfiguration
    resource/v1beta2.DeviceAllocationResult results=[resource/v1beta2.DeviceRequestAllocationResult config=[resource/v1beta2.DeviceAllocationConfiguration
    resource/v1beta2.DeviceAttribute int=i bool=b string=s version=s ints=[i bools=[b strings=[s versions=[s
    resource/v1beta2.DeviceCapacity value=q requestPolicy=resource/v1beta2.CapacityRequestPolicy
    resource/v1beta2.DeviceClaim requests=[resource/v1beta2.DeviceRequest constraints=[resource/v1beta2.DeviceConstraint config=[resource/v1beta2.DeviceClaimConfiguration
    resource/v1beta2.DeviceClaimConfiguration requests=[s opaque=resource/v1beta2.OpaqueDeviceConfiguration
    resource/v1beta2.DeviceClass kind=s apiVersion=s metadata=m spec=resource/v1beta2.DeviceClassSpec
    resource/v1beta2.DeviceClassConfiguration opaque=resource/v1beta2.OpaqueDeviceConfiguration
    resource/v1beta2.DeviceClassSpec selectors=[resource/v1beta2.DeviceSelector config=[resource/v1beta2.DeviceClassConfiguration extendedResourceName=s
    resource/v1beta2.DeviceConstraint requests=[s matchAttribute=s distinctAttribute=s
    resource/v1beta2.DeviceCounterConsumption counterSet=s counters={resource/v1beta2.Counter
    resource/v1beta2.DeviceRequest name=s exactly=resource/v1beta2.ExactDeviceRequest firstAvailable=[resource/v1beta2.DeviceSubRequest
    resource/v1beta2.DeviceRequestAllocationResult request=s driver=s pool=s device=s adminAccess=b tolerations=[resource/v1beta2.DeviceToleration bindingConditions=[s bindingFailureConditions=[s shareID=- consumedCapacity={q
    resource/v1beta2.DeviceSelector cel=resource/v1beta2.CELDeviceSelector
    resource/v1beta2.DeviceSubRequest name=s deviceClassName=s selectors=[resource/v1beta2.DeviceSelector allocationMode=s count=i tolerations=[resource/v1beta2.DeviceToleration capacity=resource/v1beta2.CapacityRequirements
    resource/v1beta2.DeviceTaint key=s value=s effect=s timeAdded=-
    resource/v1beta2.DeviceTaintRule kind=s apiVersion=s metadata=m spec=resource/v1beta2.DeviceTaintRuleSpec status=resource/v1beta2.DeviceTaintRuleStatus
    resource/v1beta2.DeviceTaintRuleSpec deviceSelector=resource/v1beta2.DeviceTaintSelector taint=resource/v1beta2.DeviceTaint
    resource/v1beta2.DeviceTaintRuleStatus conditions=[meta/v1.Condition
    resource/v1beta2.DeviceTaintSelector driver=s pool=s device=s
    resource/v1beta2.DeviceToleration key=s operator=s value=s effect=s tolerationSeconds=i
    resource/v1beta2.ExactDeviceRequest deviceClassName=s selectors=[resource/v1beta2.DeviceSelector allocationMode=s count=i adminAccess=b tolerations=[resource/v1beta2.DeviceToleration capacity=resource/v1beta2.CapacityRequirements
    resource/v1beta2.NetworkDeviceData interfaceName=s ips=[s hardwareAddress=s
    resource/v1beta2.NodeAllocatableResourceMapping capacityKey=s allocationMultiplier=q
    resource/v1beta2.OpaqueDeviceConfiguration driver=s parameters=-
    resource/v1beta2.ResourceClaim kind=s apiVersion=s metadata=m spec=resource/v1beta2.ResourceClaimSpec status=resource/v1beta2.ResourceClaimStatus
    resource/v1beta2.ResourceClaimConsumerReference apiGroup=s resource=s name=s uid=-
    resource/v1beta2.ResourceClaimSpec devices=resource/v1beta2.DeviceClaim
    resource/v1beta2.ResourceClaimStatus allocation=resource/v1beta2.AllocationResult reservedFor=[resource/v1beta2.ResourceClaimConsumerReference devices=[resource/v1beta2.AllocatedDeviceStatus
    resource/v1beta2.ResourceClaimTemplate kind=s apiVersion=s metadata=m spec=resource/v1beta2.ResourceClaimTemplateSpec
    resource/v1beta2.ResourceClaimTemplateSpec metadata=m spec=resource/v1beta2.ResourceClaimSpec
    resource/v1beta2.ResourcePool name=s generation=i resourceSliceCount=i
    resource/v1beta2.ResourceSlice kind=s apiVersion=s metadata=m spec=resource/v1beta2.ResourceSliceSpec
    resource/v1beta2.ResourceSliceSpec driver=s pool=resource/v1beta2.ResourcePool nodeName=s nodeSelector=core/v1.NodeSelector allNodes=b devices=[resource/v1beta2.Device perDeviceNodeSelection=b sharedCounters=[resource/v1beta2.CounterSet
    scheduling/v1.PriorityClass kind=s apiVersion=s metadata=m value=i globalDefault=b description=s preemptionPolicy=s
    storage/v1.CSIDriver kind=s apiVersion=s metadata=m spec=storage/v1.CSIDriverSpec
    storage/v1.CSIDriverSpec attachRequired=b podInfoOnMount=b volumeLifecycleModes=[s storageCapacity=b fsGroupPolicy=s tokenRequests=[storage/v1.TokenRequest requiresRepublish=b seLinuxMount=b nodeAllocatableUpdatePeriodSeconds=i serviceAccountTokenInSecrets=b preventPodSchedulingIfMissing=b
    storage/v1.CSINode kind=s apiVersion=s metadata=m spec=storage/v1.CSINodeSpec
    storage/v1.CSINodeDriver name=s nodeID=s topologyKeys=[s allocatable=storage/v1.VolumeNodeResources
    storage/v1.CSINodeSpec drivers=[storage/v1.CSINodeDriver
    storage/v1.CSIStorageCapacity kind=s apiVersion=s metadata=m nodeTopology=meta/v1.LabelSelector storageClassName=s capacity=q maximumVolumeSize=q
    storage/v1.StorageClass kind=s apiVersion=s metadata=m provisioner=s parameters={s reclaimPolicy=s mountOptions=[s allowVolumeExpansion=b volumeBindingMode=s allowedTopologies=[core/v1.TopologySelectorTerm
    storage/v1.TokenRequest audience=s expirationSeconds=i
    storage/v1.VolumeAttachment kind=s apiVersion=s metadata=m spec=storage/v1.VolumeAttachmentSpec status=storage/v1.VolumeAttachmentStatus
    storage/v1.VolumeAttachmentSource persistentVolumeName=s inlineVolumeSpec=core/v1.PersistentVolumeSpec
    storage/v1.VolumeAttachmentSpec attacher=s source=storage/v1.VolumeAttachmentSource nodeName=s
    storage/v1.VolumeAttachmentStatus attached=b attachmentMetadata={s attachError=storage/v1.VolumeError detachError=storage/v1.VolumeError
    storage/v1.VolumeAttributesClass kind=s apiVersion=s metadata=m driverName=s parameters={s
    storage/v1.VolumeError time=- message=s errorCode=i
    storage/v1.VolumeNodeResources count=i
    storage/v1beta1.VolumeAttributesClass kind=s apiVersion=s metadata=m driverName=s parameters={s
    storagemigration/v1beta1.StorageVersionMigration kind=s apiVersion=s metadata=m spec=storagemigration/v1beta1.StorageVersionMigrationSpec status=storagemigration/v1beta1.StorageVersionMigrationStatus
    storagemigration/v1beta1.StorageVersionMigrationSpec resource=meta/v1.GroupResource
    storagemigration/v1beta1.StorageVersionMigrationStatus conditions=[meta/v1.Condition resourceVersion=s
    """
}
