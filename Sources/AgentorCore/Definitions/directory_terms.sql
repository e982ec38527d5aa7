-- Words that mean the same, in several languages: a line for each meaning. Whoever looks for one of them finds the others.
-- A meaning that begins with "=" is a filter of the directory: c a category, l a language, o a country.
--
-- A site's own are rows of `directory_terms` too, which an operator adds, and keeps when these lines change; to do
-- without one of these, set its `is_off`.

create function agentor.settle_terms() returns trigger
    language plpgsql security definer set search_path = agentor, pg_temp as $$
declare
    named text[] := array(select distinct w from directory_terms t, unnest(string_to_array(t.key, ' ')) w
        where not t.is_off and not is_unspaced(w) and w ~ '[[:alpha:]]' and length(w) >= 2);
begin
    update directory_words k set is_term = false where k.is_term and k.word <> all (named);
    delete from directory_words k where k.agents = 0 and not k.is_term;
    insert into directory_words as k (word, stem, is_term) select w, stem_of(w), true from unnest(named) w
        on conflict (word) do update set is_term = true where not k.is_term;
    delete from directory_deletes d where not exists (
        select from directory_words k where k.word = d.word and (k.agents >= 3 or k.is_term));
    insert into directory_deletes (hash, word) select h, w from unnest(named) w, unnest(deletes_of(w)) h
        where is_suggestible(w) on conflict do nothing;
    return null;
end $$;
create trigger settle_terms after insert or update or delete on agentor.directory_terms
    for each statement execute function agentor.settle_terms();

delete from agentor.directory_terms where is_shipped and not is_off;
insert into agentor.directory_terms (concept, term, key, is_shipped)
select l.concept, btrim(t), '', true from (values
    ('=c:design', 'design|designer|diseño|diseñador|gestaltung|gestalter|conception graphique|progettazione|デザイン|设计|設計|تصميم|дизайн|디자인|डिज़ाइन|ออกแบบ'),
    ('=c:development', 'software development|software developer|programming|programmer|developer|coding|softwareentwicklung|softwareentwickler|programmierung|programmierer|desarrollo|desarrollador|programación|développement|développeur|desenvolvimento|desenvolvedor|sviluppo|sviluppatore|開発|プログラミング|软件开发|软件|برمجة|разработка|разработчик|программист|개발'),
    ('=c:writing', 'writing|writer|texter|redacción|rédaction|redação|ライティング|写作|كتابة|писатель'),
    ('=c:marketing', 'marketing|sales|vertrieb|mercadotecnia|ventas|vendas|マーケティング|市场营销|营销|تسويق|маркетинг|마케팅'),
    ('=c:finance', 'finance|accounting|finanzen|buchhaltung|contabilidad|contabilidade|comptabilité|contabilità|会計|会计|محاسبة|финансы|бухгалтерия|회계'),
    ('=c:legal', 'legal|law|recht|derecho|direito|droit|diritto|法律|قانون|право|법률'),
    ('=c:consulting', 'consulting|consultant|beratung|berater|unternehmensberatung|consultoría|consultor|conseil|consulenza|コンサルティング|咨询|استشارات|консалтинг|컨설팅'),
    ('=c:engineering', 'engineering|engineer|architecture|architect|ingenieur|architekt|ingeniería|ingeniero|arquitecto|ingénieur|engenharia|engenheiro|ingegnere|architetto|エンジニア|建築|工程|建筑|هندسة|инженер|архитектор'),
    ('=c:media', 'photo|video|audio|foto|vídeo|vidéo|動画|影像|صور|видео'),
    ('=c:education', 'teaching|teacher|coaching|tutor|unterricht|lehrer|nachhilfe|enseñanza|profesor|enseignement|professeur|ensino|insegnante|教育|教学|تعليم|преподавание|учитель'),
    ('logo design', 'logo design|logo designer|logodesign|logodesigner|logos|logogestaltung|diseño de logotipos|logotipo|création de logo|ロゴデザイン|ロゴ|标志设计|شعار|логотип'),
    ('branding', 'branding|brand identity|corporate identity|corporate design|markenentwicklung|identidad corporativa|identité visuelle|identidade visual|ブランディング|品牌设计|هوية بصرية|брендинг'),
    ('graphic design', 'graphic design|graphic designer|grafikdesign|grafikdesigner|grafiker|diseño gráfico|diseñador gráfico|graphisme|graphiste|design gráfico|grafica|グラフィックデザイン|平面设计|تصميم جرافيك|графический дизайн'),
    ('web design', 'web design|web designer|webdesign|webdesigner|diseño web|conception web|ウェブデザイン|ウェブデザイナー|网页设计|تصميم مواقع|веб дизайн|웹디자인'),
    ('ui design', 'ui design|ux design|ui|ux|user experience|user interface|interface design|benutzeroberfläche|diseño de interfaces|ユーザーインターフェース|界面设计|واجهة المستخدم'),
    ('illustration', 'illustration|illustrator|drawing|zeichnung|zeichner|ilustración|ilustrador|ilustração|illustratrice|illustrazione|イラスト|插画|رسم|иллюстрация|иллюстратор'),
    ('animation', 'animation|animator|motion graphics|motion design|animación|animação|animazione|アニメーション|动画|رسوم متحركة|анимация'),
    ('packaging', 'packaging|packaging design|verpackungsdesign|verpackung|embalaje|emballage|embalagem|パッケージデザイン|包装设计'),
    ('photography', 'photography|photographer|fotografie|fotograf|fotografin|fotografía|fotógrafo|fotógrafa|photographie|photographe|fotografia|写真|カメラマン|摄影|摄影师|تصوير|مصور|фотография|фотограф|사진'),
    ('video editing', 'video editing|video editor|videoschnitt|cutter|edición de video|montage vidéo|edição de vídeo|montaggio video|動画編集|视频剪辑|مونتاج|видеомонтаж'),
    ('film', 'film|filmmaker|videography|videographer|videograf|cine|cinéma|filmemacher|映像制作|电影|фильм'),
    ('sound', 'sound design|audio engineering|mixing|mastering|tontechnik|tontechniker|sonido|son|音響|录音|صوت|звук'),
    ('music', 'music|musician|composer|musik|musiker|komponist|música|músico|musique|compositeur|musica|compositore|音楽|作曲|音乐|موسيقى|музыка|композитор'),
    ('voice over', 'voice over|voiceover|voice actor|sprecher|locución|locutor|voix off|ナレーション|配音|تعليق صوتي|озвучка'),
    ('web development', 'web development|web developer|webentwicklung|webentwickler|desarrollo web|desarrollador web|développement web|développeur web|desenvolvimento web|ウェブ開発|网站开发|تطوير مواقع|веб разработка'),
    ('frontend', 'frontend|front end|フロントエンド|前端|фронтенд'),
    ('backend', 'backend|back end|バックエンド|后端|бэкенд'),
    ('mobile development', 'mobile development|app development|app entwicklung|app developer|appentwicklung|desarrollo de aplicaciones|développement mobile|アプリ開発|移动开发|تطوير تطبيقات|мобильная разработка'),
    ('javascript', 'javascript|js|ecmascript'),
    ('typescript', 'typescript|ts'),
    ('react', 'react|reactjs|react js'),
    ('node', 'node js|nodejs|node'),
    ('vue', 'vue|vuejs|vue js'),
    ('postgres', 'postgres|postgresql|pgsql'),
    ('kubernetes', 'kubernetes|k8s'),
    ('golang', 'golang|go language|go lang'),
    ('machine learning', 'machine learning|artificial intelligence|ai|ml|maschinelles lernen|künstliche intelligenz|ki|aprendizaje automático|inteligencia artificial|intelligence artificielle|機械学習|人工知能|机器学习|人工智能|ذكاء اصطناعي|машинное обучение'),
    ('data science', 'data science|data scientist|data analysis|data analyst|datenanalyse|análisis de datos|analyse de données|análise de dados|データ分析|数据分析|تحليل البيانات|анализ данных'),
    ('devops', 'devops|site reliability|sre'),
    ('security', 'security|cyber security|cybersecurity|it sicherheit|penetration testing|pentest|seguridad informática|cybersécurité|情報セキュリティ|网络安全|أمن المعلومات|безопасность'),
    ('testing', 'software testing|quality assurance|qa|tester|qualitätssicherung|control de calidad|テスト|软件测试|тестирование'),
    ('system administration', 'system administration|sysadmin|system administrator|systemadministration|systemadministrator|administración de sistemas|サーバー管理|系统管理|системный администратор'),
    ('translation', 'translation|translator|übersetzung|übersetzer|übersetzerin|traducción|traductor|traductora|traduction|traducteur|traductrice|tradução|tradutor|traduzione|traduttore|翻訳|翻訳者|翻译|ترجمة|مترجم|перевод|переводчик|번역|अनुवाद|अनुवादक|แปลภาษา'),
    ('interpreting', 'interpreting|interpreter|dolmetscher|dolmetschen|interpretación|intérprete|interprétation|interprète|interpretação|通訳|口译|ترجمة فورية|устный переводчик'),
    ('proofreading', 'proofreading|proofreader|copy editing|lektorat|lektor|korrektorat|corrección de textos|corrector|relecture|correcteur|revisão|校正|校对|تدقيق لغوي|корректор'),
    ('copywriting', 'copywriting|copywriter|werbetexter|werbetext|redacción publicitaria|concepteur rédacteur|redação publicitária|コピーライター|文案|كتابة إعلانية|копирайтер|копирайтинг'),
    ('journalism', 'journalism|journalist|journalismus|periodismo|periodista|journalisme|journaliste|jornalismo|jornalista|giornalismo|ジャーナリスト|记者|صحافة|журналист'),
    ('technical writing', 'technical writing|technical writer|technische redaktion|technischer redakteur|redacción técnica|rédaction technique|テクニカルライティング|技术写作'),
    ('seo', 'seo|search engine optimization|search engine optimisation|suchmaschinenoptimierung|posicionamiento web|référencement|検索エンジン最適化|搜索引擎优化|تحسين محركات البحث|поисковая оптимизация'),
    ('social media', 'social media|social media manager|soziale medien|redes sociales|réseaux sociaux|redes sociais|ソーシャルメディア|社交媒体|وسائل التواصل|соцсети'),
    ('advertising', 'advertising|ads|werbung|publicidad|publicité|publicidade|pubblicità|広告|广告|إعلانات|реклама'),
    ('email marketing', 'email marketing|newsletter|mailings'),
    ('public relations', 'public relations|pr|öffentlichkeitsarbeit|pressearbeit|relaciones públicas|relations publiques|広報|公关|علاقات عامة'),
    ('market research', 'market research|marktforschung|investigación de mercado|étude de marché|市場調査|市场调研'),
    ('bookkeeping', 'bookkeeping|bookkeeper|buchhalter|buchführung|contable|teneduría de libros|comptable|contador|contabile|簿記|记账|مسك الدفاتر|бухгалтер'),
    ('tax', 'tax|taxes|tax adviser|steuer|steuern|steuerberatung|steuerberater|impuestos|asesor fiscal|impôts|fiscaliste|impostos|tasse|税務|税理士|税务|ضرائب|налоги'),
    ('payroll', 'payroll|lohnabrechnung|lohnbuchhaltung|nómina|nóminas|paie|folha de pagamento|給与計算|工资|رواتب'),
    ('audit', 'audit|audits|auditing|auditor|wirtschaftsprüfung|wirtschaftsprüfer|auditoría|監査|审计|تدقيق|аудит'),
    ('controlling', 'controlling|financial planning|finanzplanung|budgetierung|planificación financiera|財務計画|财务规划'),
    ('lawyer', 'lawyer|attorney|solicitor|anwalt|anwältin|rechtsanwalt|rechtsanwältin|abogado|abogada|avocat|avocate|advogado|avvocato|弁護士|律师|محام|محامي|адвокат|юрист|변호사'),
    ('contracts', 'contract law|contracts|vertragsrecht|verträge|contratos|contrats|contratti|契約|合同|عقود|договоры'),
    ('privacy', 'data protection|privacy|gdpr|datenschutz|dsgvo|protección de datos|protection des données|rgpd|個人情報保護|数据保护|حماية البيانات'),
    ('patents', 'patents|patent|patent attorney|patentanwalt|intellectual property|propiedad intelectual|propriété intellectuelle|知的財産|知识产权|ملكية فكرية|патент'),
    ('project management', 'project management|project manager|projektmanagement|projektleiter|projektleitung|gestión de proyectos|gestion de projet|chef de projet|gestão de projetos|プロジェクト管理|项目管理|إدارة المشاريع|управление проектами'),
    ('product management', 'product management|product manager|product owner|produktmanagement|gestión de producto|プロダクトマネージャー|产品经理'),
    ('virtual assistant', 'virtual assistant|assistant|assistenz|sekretariat|asistente virtual|assistante virtuelle|assistente virtual|秘書|虚拟助理|مساعد افتراضي|виртуальный помощник'),
    ('human resources', 'human resources|hr|recruiting|recruiter|personalwesen|personalvermittlung|recursos humanos|ressources humaines|人事|人力资源|موارد بشرية|кадры'),
    ('event planning', 'event planning|event planner|event management|eventplanung|veranstaltungsplanung|organización de eventos|événementiel|イベント企画|活动策划|تنظيم فعاليات'),
    ('interior design', 'interior design|interior designer|innenarchitektur|innenarchitekt|diseño de interiores|architecture intérieure|design de interiores|インテリアデザイン|室内设计|تصميم داخلي|дизайн интерьера'),
    ('cad', 'cad|autocad|technical drawing|technisches zeichnen|delineante|dessin technique|図面|制图|чертёж'),
    ('3d', '3d|3d modelling|3d modeling|3d modellierung|modelado 3d|modélisation 3d|3dモデリング|三维建模'),
    ('yoga', 'yoga|yoga teacher|yogalehrer|yogalehrerin|profesor de yoga|ヨガ|瑜伽|يوغا|йога'),
    ('=l:en', 'english|englisch|inglés|anglais|inglês|inglese|英語|英语|إنجليزية|английский|영어'),
    ('=l:de', 'german|deutsch|alemán|allemand|alemão|tedesco|ドイツ語|德语|ألمانية|немецкий|독일어'),
    ('=l:fr', 'french|französisch|francés|français|francês|francese|フランス語|法语|فرنسية|французский'),
    ('=l:es', 'spanish|spanisch|español|espagnol|espanhol|spagnolo|スペイン語|西班牙语|إسبانية|испанский'),
    ('=l:pt', 'portuguese|portugiesisch|portugués|portugais|português|portoghese|ポルトガル語|葡萄牙语|португальский'),
    ('=l:it', 'italian|italienisch|italiano|italien|イタリア語|意大利语|إيطالية|итальянский'),
    ('=l:nl', 'dutch|niederländisch|neerlandés|néerlandais|holandês|nederlands|オランダ語|荷兰语'),
    ('=l:pl', 'polish|polnisch|polaco|polonais|polonês|polacco|polski|ポーランド語|波兰语|польский'),
    ('=l:ru', 'russian|russisch|ruso|russe|russo|ロシア語|俄语|روسية|русский'),
    ('=l:uk', 'ukrainian|ukrainisch|ucraniano|ukrainien|українська|украинский'),
    ('=l:tr', 'turkish|türkisch|turco|turc|türkçe|トルコ語|土耳其语|تركية|турецкий'),
    ('=l:ar', 'arabic|arabisch|árabe|arabe|arabo|アラビア語|阿拉伯语|عربية|العربية|арабский'),
    ('=l:he', 'hebrew|hebräisch|hebreo|hébreu|עברית'),
    ('=l:fa', 'persian|farsi|persisch|persa|persan|فارسی'),
    ('=l:hi', 'hindi|हिन्दी|हिंदी|ヒンディー語|印地语'),
    ('=l:zh', 'chinese|mandarin|chinesisch|chino|chinois|chinês|cinese|中国語|中文|汉语|صينية|китайский|중국어'),
    ('=l:ja', 'japanese|japanisch|japonés|japonais|japonês|giapponese|日本語|日语|يابانية|японский|일본어'),
    ('=l:ko', 'korean|koreanisch|coreano|coréen|韓国語|韩语|корейский|한국어'),
    ('=l:th', 'thai|thailändisch|tailandés|thaï|タイ語|泰语|ภาษาไทย'),
    ('=l:sv', 'swedish|schwedisch|sueco|suédois|svenska'),
    ('=l:da', 'danish|dänisch|danés|danois|dansk'),
    ('=l:el', 'greek|griechisch|griego|grec|ελληνικά'),
    ('=o:DE', 'germany|deutschland|alemania|allemagne|alemanha|germania|ドイツ|德国|ألمانيا|германия|독일'),
    ('=o:AT', 'austria|österreich|autriche|áustria|オーストリア|奥地利|النمسا|австрия'),
    ('=o:CH', 'switzerland|schweiz|suiza|suisse|suíça|svizzera|スイス|瑞士|سويسرا|швейцария'),
    ('=o:FR', 'france|frankreich|francia|frança|フランス|法国|فرنسا|франция'),
    ('=o:GB', 'united kingdom|great britain|england|großbritannien|reino unido|royaume uni|イギリス|英国|بريطانيا|великобритания'),
    ('=o:US', 'united states|usa|vereinigte staaten|estados unidos|états unis|stati uniti|アメリカ|美国|الولايات المتحدة|сша'),
    ('=o:ES', 'spain|spanien|españa|espagne|espanha|spagna|スペイン|西班牙|إسبانيا|испания'),
    ('=o:PT', 'portugal|portogallo|ポルトガル|葡萄牙|البرتغال|португалия'),
    ('=o:IT', 'italy|italien|italia|italie|itália|イタリア|意大利|إيطاليا|италия'),
    ('=o:NL', 'netherlands|niederlande|países bajos|pays bas|nederland|holland|オランダ|荷兰|هولندا'),
    ('=o:PL', 'poland|polen|polonia|pologne|polônia|polska|ポーランド|波兰|بولندا|польша'),
    ('=o:BR', 'brazil|brasilien|brasil|brésil|brasile|ブラジル|巴西|البرازيل|бразилия'),
    ('=o:MX', 'mexico|mexiko|méxico|mexique|メキシコ|墨西哥|المكسيك'),
    ('=o:JP', 'japan|japón|japon|japão|giappone|日本|اليابان|япония|일본'),
    ('=o:CN', 'china|chine|中国|الصين|китай|중국'),
    ('=o:IN', 'india|indien|inde|índia|भारत|インド|印度|الهند|индия'),
    ('=o:EG', 'egypt|ägypten|egipto|égypte|egito|مصر|エジプト|埃及|египет'),
    ('=o:UA', 'ukraine|ucrania|україна|украина|ウクライナ'),
    ('=o:TR', 'turkey|türkei|turquía|turquie|türkiye|トルコ|土耳其|تركيا|турция')
) l (concept, terms), unnest(string_to_array(l.terms, '|')) t
on conflict do nothing;
