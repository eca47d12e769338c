using k8s;
using k8s.Models;

namespace Transcribe.Architecture.Tests.Deploy;

/// <summary>The parts of KEDA's resource that deploy/ uses (keda.sh/v1alpha1). Kubernetes' schemas do not have it.</summary>
public sealed class ScaledObject : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public ScaledObjectSpec Spec { get; set; } = new();
}

/// <summary>What is scaled, and by which metrics.</summary>
public sealed class ScaledObjectSpec
{
    public ScaleTarget ScaleTargetRef { get; set; } = new();

    public int MinReplicaCount { get; set; }

    public int MaxReplicaCount { get; set; }

    public int CooldownPeriod { get; set; }

    public IList<ScaleTrigger> Triggers { get; set; } = [];
}

/// <summary>A Deployment by its name.</summary>
public sealed class ScaleTarget
{
    public string Name { get; set; } = "";
}

/// <summary>A metric and its threshold.</summary>
public sealed class ScaleTrigger
{
    public string Type { get; set; } = "";

    public IDictionary<string, string> Metadata { get; set; } = new Dictionary<string, string>();
}
