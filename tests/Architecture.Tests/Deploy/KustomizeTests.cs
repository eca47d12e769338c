using System.Globalization;
using k8s;
using k8s.Models;

namespace Transcribe.Architecture.Tests.Deploy;

/// <summary>The overlays, rendered by kubectl and read as strictly as Kubernetes' schemas say.</summary>
public sealed class KustomizeTests
{
    private static readonly string[] Probes = ["/startupz", "/readyz", "/livez"];

    private static readonly Dictionary<string, Type> OwnTypes = new() { ["keda.sh/v1alpha1/ScaledObject"] = typeof(ScaledObject) };

    public static TheoryData<string> Overlays =>
        [.. Directory.EnumerateDirectories(DeployFiles.At("kubernetes", "overlays")).Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Overlay_Rendered_IsASecureDeploymentThatDrains(string overlay)
    {
        var objects = await RenderAsync(overlay);

        var pod = Single<V1Deployment>(objects).Spec.Template;
        var container = Assert.Single(pod.Spec.Containers);
        V1Probe[] probes = [container.StartupProbe, container.ReadinessProbe, container.LivenessProbe];
        Assert.Equal(Probes, probes.Select(probe => probe.HttpGet.Path));
        Assert.True(pod.Spec.SecurityContext is { RunAsNonRoot: true, RunAsUser: 10001, SeccompProfile.Type: "RuntimeDefault" });
        Assert.True(container.SecurityContext is { ReadOnlyRootFilesystem: true, AllowPrivilegeEscalation: false });
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.NotNull(container.Resources.Limits["memory"]);
        Assert.Equal(container.VolumeMounts.Select(mount => mount.Name).Order(), pod.Spec.Volumes.Select(volume => volume.Name).Order());

        var settings = Single<V1ConfigMap>(objects).Data;
        var drain = TimeSpan.Parse(settings["Transcribe__Server__DrainTimeout"], CultureInfo.InvariantCulture).TotalSeconds;
        var pause = double.Parse(container.Lifecycle.PreStop.Exec.Command[^1], CultureInfo.InvariantCulture);
        Assert.True(pod.Spec.TerminationGracePeriodSeconds >= pause + drain + 10);
        Assert.Equal(
            new[] { container.EnvFrom[0].ConfigMapRef.Name }, objects.OfType<V1ConfigMap>().Select(map => map.Metadata.Name));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Overlay_Rendered_SelectsItsPodsAndClaims(string overlay)
    {
        var objects = await RenderAsync(overlay);

        var pod = Single<V1Deployment>(objects).Spec.Template;
        foreach (var selector in objects.OfType<V1Service>().Select(service => service.Spec.Selector)
            .Append(Single<V1PodDisruptionBudget>(objects).Spec.Selector.MatchLabels)
            .Concat(objects.OfType<V1NetworkPolicy>().Select(policy => policy.Spec.PodSelector.MatchLabels)))
        {
            Assert.NotEmpty(selector);
            Assert.Empty(selector.Except(pod.Metadata.Labels));
        }
        Assert.Contains(objects.OfType<V1Service>(), service => service.Spec.ClusterIP == "None");
        Assert.Equal(
            objects.OfType<V1PersistentVolumeClaim>().Select(claim => claim.Metadata.Name).Order(),
            pod.Spec.Volumes.Where(volume => volume.PersistentVolumeClaim is not null)
                .Select(volume => volume.PersistentVolumeClaim.ClaimName).Order());
        Assert.All(
            objects.OfType<IMetadata<V1ObjectMeta>>().Where(found => found is not V1Namespace),
            found => Assert.Equal("transcribe", found.Metadata.NamespaceProperty));
    }

    [Theory]
    [InlineData("cpu", 1, "cpu")]
    [InlineData("cuda", 1, "cuda")]
    [InlineData("postgres", 3, "cpu")]
    [InlineData("hpa", null, "cpu")]
    [InlineData("keda", null, "cpu")]
    public async Task Overlay_Rendered_HasItsReplicasAndImage(string overlay, int? replicas, string accelerator)
    {
        var deployment = Single<V1Deployment>(await RenderAsync(overlay));

        Assert.Equal(replicas, deployment.Spec.Replicas);
        Assert.Equal($"transcribe:{Version}-{accelerator}", deployment.Spec.Template.Spec.Containers[0].Image);
        Assert.Equal(accelerator == "cuda", deployment.Spec.Template.Spec.Containers[0].Resources.Limits.ContainsKey("nvidia.com/gpu"));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Page_CreatesTheSecretsThatThePodsNeed(string overlay)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"));

        var container = Assert.Single(Single<V1Deployment>(await RenderAsync(overlay)).Spec.Template.Spec.Containers);
        var needed = (container.Env ?? [])
            .Select(variable => variable.ValueFrom?.SecretKeyRef)
            .Where(secret => secret is not null && secret.Optional != true);
        Assert.All(needed, secret => Assert.Contains($"--from-literal={secret!.Key}=", page, StringComparison.Ordinal));
        Assert.All(needed, secret => Assert.Contains($"\"stringData\":{{\"{secret!.Key}\":", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Overlays_AppliedInTurn_ChangeNothingThatIsImmutable()
    {
        var rendered = await Task.WhenAll(Overlays.Select(overlay => RenderAsync(overlay.Data)));

        var selectors = rendered.Select(objects => Single<V1Deployment>(objects).Spec.Selector.MatchLabels);
        Assert.Single(selectors.Select(labels => string.Join(',', labels.Order())).Distinct());
        var claims = rendered.SelectMany(objects => objects.OfType<V1PersistentVolumeClaim>()).GroupBy(claim => claim.Metadata.Name);
        Assert.All(claims, same => Assert.Single(same.Select(claim => string.Join(',', claim.Spec.AccessModes)).Distinct()));
    }

    [Fact]
    public async Task Autoscalers_ScaleTheDeploymentByBothQueues()
    {
        var hpa = Single<V2HorizontalPodAutoscaler>(await RenderAsync("hpa"));
        var keda = Single<ScaledObject>(await RenderAsync("keda"));

        Assert.Equal(("Deployment", "transcribe"), (hpa.Spec.ScaleTargetRef.Kind, hpa.Spec.ScaleTargetRef.Name));
        Assert.Equal(
            ["transcribe_queue_windows", "transcribe_operations"],
            hpa.Spec.Metrics.Select(metric => metric.Pods?.Metric.Name ?? metric.External.Metric.Name));
        Assert.Equal("transcribe", keda.Spec.ScaleTargetRef.Name);
        Assert.Equal(
            ["sum(transcribe_queue_windows)", "max(transcribe_operations{state=\"queued\"})"],
            keda.Spec.Triggers.Select(trigger => trigger.Metadata["query"]));
    }

    private static string Version => typeof(Server.ServerOptions).Assembly.GetName().Version!.ToString(3);

    private static async Task<IReadOnlyList<object>> RenderAsync(string overlay)
    {
        var yaml = await DeployFiles.RunAsync("kubectl", "kustomize", $"kubernetes/overlays/{overlay}");
        return KubernetesYaml.LoadAllFromString(yaml, OwnTypes, strict: true);
    }

    private static T Single<T>(IEnumerable<object> objects) => Assert.Single(objects.OfType<T>());
}
