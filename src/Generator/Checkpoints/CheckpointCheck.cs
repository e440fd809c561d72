using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>Compares a declared model with its checkpoint. Each mismatch is reported once, on the argument that causes it.</summary>
internal static class CheckpointCheck
{
    /// <summary>Number of tensors that are reported one by one. If there are more, they probably share one unknown cause.</summary>
    private const int MostTensors = 5;

    /// <summary>Number of the project's checkpoints that are offered instead of a missing one.</summary>
    private const int MostPaths = 3;

    /// <param name="module">The model.</param>
    /// <param name="use">Its <c>[Checkpoint]</c>.</param>
    /// <param name="project">The checkpoints of the project.</param>
    public static IEnumerable<DiagnosticInfo> Of(ModuleShape module, CheckpointUse use, ProjectCheckpoints project)
    {
        List<CheckpointFacts> meant = project.Facts.Where(facts => use.Means(facts.Path)).ToList();
        if (meant.Count != 1)
        {
            string reason =
                meant.Count > 0 ? $"{Literals.Integer(meant.Count)} checkpoints of the project have paths that end with it; write more of the path"
                : project is { AreRead: false, Facts.Count: 0 } ? "the project does not import ShapeGen's build files, which read its checkpoints; the package brings them, and a project that references ShapeGen's own projects has to import src/Runtime/build/ShapeGen.props and ShapeGen.targets"
                : $"the project has no such checkpoint; add <ShapeGenCheckpoint Include=\"{Include(use.Path)}\" /> to the project";

            // One of the others may be meant; those with the same file name come first.
            IEnumerable<string> others = project.Facts.Select(facts => facts.Path).Distinct().OrderBy(path => FileName(path) == FileName(use.Path) ? 0 : 1).Take(MostPaths);
            return [Info(Descriptors.CheckpointUnknown, use.At, use.Path, reason) with { Edits = new(others.Select(path => new SuggestedEdit(EditKind.Set, "Checkpoint", "Path", Literals.String(path)))) }];
        }

        CheckpointFacts facts = meant[0];
        if (facts.Error is { } error)
        {
            return [Info(Descriptors.CheckpointUnknown, use.At, use.Path, $"it cannot be read: {error}")];
        }

        // A further file that does not belong to a module is read if the project lists it as a checkpoint.
        foreach (string file in module.BuildGraph().Names.Files.Where(file => facts.Parts.All(part => part.File != file)))
        {
            string path = facts.Path.Substring(0, facts.Path.Replace('\\', '/').LastIndexOf('/') + 1) + file;
            if (project.Facts.FirstOrDefault(other => other.Path == path) is not { Error: null } further)
            {
                if (facts.Resource is not null)
                {
                    // Load() has reported it.
                    return [];
                }

                return [Info(Descriptors.CheckpointUnknown, use.At, use.Path, $"the build has not read '{path}', which Files names; add <ShapeGenCheckpoint Include=\"{Include(path)}\" /> to the project")];
            }

            facts = facts with { Parts = new(facts.Parts.Concat(further.Tensors.Select(tensor => new PartTensor(file, tensor with { Name = Naming.FurtherFile.PrefixOf(file) + tensor.Name })))) };
        }

        HeaderIndex index = new(facts, use.Prefix);
        List<Misfit> misfits = [];
        List<string> notCompared = [];
        ModuleShape solved = module;
        if (module is EncoderModule encoder)
        {
            (EncoderModule fitting, IReadOnlyList<Misfit> found) = EncoderSolver.Solve(encoder, index);
            misfits.AddRange(found);
            misfits.AddRange(ConfigCheck.Of(encoder, facts).Where(misfit => found.All(other => other.Argument != misfit.Argument)));
            notCompared.AddRange(ConfigCheck.NotCompared(encoder, facts));
            solved = fitting;
        }

        // Mismatches that remain with the right arguments are not explained by any argument.
        List<string> tensors = TensorCheck.Of(solved.BuildGraph(), index).ToList();
        return
        [
            .. misfits.Select(misfit => Info(Descriptors.CheckpointArgument, use.Find(misfit.Argument), misfit.Declared, facts.Path, misfit.Evidence, misfit.Wanted) with
            {
                Edits = new(misfit.Argument.Argument.Length == 0 ? [] : [new SuggestedEdit(EditKind.Set, misfit.Argument.Attribute, misfit.Argument.Argument, misfit.Value)]),
            }),
            .. notCompared.Select(reason => Info(Descriptors.CheckpointNotCompared, use.At, facts.Path, reason)),
            .. tensors.Take(MostTensors).Select(problem => Info(Descriptors.CheckpointTensor, use.At, facts.Path, problem)),
            .. tensors.Count > MostTensors ? [Info(Descriptors.CheckpointTensor, use.At, facts.Path, $"{Literals.Integer(tensors.Count - MostTensors)} more tensors do not fit; is [TensorNames] right?")] : Array.Empty<DiagnosticInfo>(),
        ];
    }

    /// <summary>A path as written in a project item: escaped for MSBuild and XML.</summary>
    internal static string Include(string path) => path
        .Replace("%", "%25").Replace(";", "%3B").Replace("*", "%2A").Replace("?", "%3F").Replace("$(", "%24(").Replace("@(", "%40(")
        .Replace("&", "&amp;").Replace("<", "&lt;").Replace("\"", "&quot;");

    private static string FileName(string path) => path.Substring(path.Replace('\\', '/').LastIndexOf('/') + 1);

    private static DiagnosticInfo Info(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, SourceSpan? at, params string[] arguments) => new(descriptor.Id, at, new EquatableArray<string>(arguments));
}
