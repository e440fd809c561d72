using System.IO.Compression;

namespace ShapeGen.Package.Tests;

/// <summary>The package <c>ShapeGen.Extensions.AI</c> as a user gets it, beside <c>ShapeGen</c> in a local feed.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed class ExtensionsPackageTests(PackedPackage package)
{
    [Fact]
    public async Task A_new_project_embeds_texts_with_it()
    {
        string feed = Path.Combine(package.Folder, "extensions-feed");
        await Tool.DotnetSucceeds(Tool.Repository, "pack", "src/Extensions.AI", "-c", "Release", "-o", feed, $"-p:PackageVersion={package.Version}");
        string file = Assert.Single(Directory.GetFiles(feed, "*.nupkg"));
        using (ZipArchive archive = ZipFile.OpenRead(file))
        {
            string[] files = [.. archive.Entries.Select(entry => entry.FullName)];
            Assert.Contains("lib/net8.0/ShapeGen.Extensions.AI.dll", files);
            Assert.Contains("lib/net10.0/ShapeGen.Extensions.AI.xml", files);
            Assert.Contains("README.md", files);
            using StreamReader nuspec = new(archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
            Assert.Contains($"<dependency id=\"ShapeGen\" version=\"{package.Version}\"", nuspec.ReadToEnd(), StringComparison.Ordinal);
        }

        try
        {
            // ShapeGen itself comes with it, generator included.
            string folder = package.CreateProject("embeds-texts", """
                using Microsoft.Extensions.AI;
                using Microsoft.ML.Tokenizers;
                using ShapeGen;

                File.WriteAllLines("vocab.txt", ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "cat"]);
                using IEmbeddingGenerator<string, Embedding<float>> generator = new TokenEmbeddingGenerator(Embedder.CreateRandom(1), BertTokenizer.Create("vocab.txt"));
                var embeddings = await generator.GenerateAsync(["a cat", "cat"]);
                Console.WriteLine($"{embeddings.Count} {embeddings[0].Dimensions} {embeddings.Usage?.InputTokenCount}");

                [TokenEmbedding(7)]
                [Encoder(Embed = 16, Heads = 2, Ffn = 32)]
                [Pool(Pooling.Mean, Normalize = true)]
                public sealed partial class Embedder;
                """, items: $"""<PackageReference Include="ShapeGen.Extensions.AI" Version="{package.Version}" />""");
            await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
                <configuration>
                  <packageSources><add key="local" value="{package.Feed}" /><add key="extensions" value="{feed}" /></packageSources>
                </configuration>
                """);
            Assert.Equal("2 16 7", (await Tool.DotnetSucceeds(folder, "run", "-c", "Release")).Trim());
        }
        finally
        {
            string cached = Path.Combine(Tool.GlobalPackages, "shapegen.extensions.ai", package.Version);
            if (Directory.Exists(cached))
            {
                Directory.Delete(cached, recursive: true);
            }
        }
    }
}
